export type { InputFault, Problem } from './answers/problem';

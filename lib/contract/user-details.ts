export type { SameDomain, UserDetails, UserInvitation } from './answers/user-details';

export const USER_KEY = /^usr_[A-Za-z0-9_-]{22}$/;

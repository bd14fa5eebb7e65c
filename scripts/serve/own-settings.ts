/**
 * The variables without what only looks like a setting: shells and containers export HOSTNAME as
 * the machine's own name, which no one chose as the address to listen on.
 */
export function ownSettings(variables: NodeJS.ProcessEnv, machineName: string): NodeJS.ProcessEnv {
  const { HOSTNAME, ...others } = variables;
  return HOSTNAME === undefined || HOSTNAME === machineName ? others : variables;
}

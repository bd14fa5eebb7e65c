/** What the server passes to the shell about the person and their accounts. */
export type ShellPerson = { name: string; email: string; role: string };

export type ShellAccount = {
  id: string;
  upstream: 'remotepc' | 'remoteit';
  name: string;
  isSandbox: boolean;
};

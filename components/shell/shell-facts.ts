/** What the shell is told by the server about the person and what they may see. */
export type ShellPerson = { name: string; email: string; role: string };

export type ShellAccount = {
  id: string;
  upstream: 'remotepc' | 'remoteit';
  name: string;
  isSandbox: boolean;
};

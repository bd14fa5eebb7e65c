/** One RemotePC reseller account or one remote.it account, without its secret. */
export type Account = {
  id: string;
  upstream: 'remotepc' | 'remoteit';
  name: string;
  isSandbox: boolean;
  /** Of a remote.it account: over which of the vendor's APIs it is reached. */
  api?: 'v27' | 'graphql';
  /** Origins an auto-login link of this account may lead to. */
  autoLoginOrigins: string[];
};

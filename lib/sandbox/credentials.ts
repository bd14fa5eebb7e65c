/** What opens the sandbox. Worth nothing anywhere else, so they may stand in the open. */
export const SANDBOX_API_KEY = 'sandbox-remotepc-api-key';

/** Shaped as remote.it's own: 48 characters, base64 of an upper-case GUID. */
export const SANDBOX_DEVELOPER_KEY = 'MDAwMDAwMDAtNUE0RC00QjBDLTgwMDAtNTM0MTRFNDQ0MjRG';
export const SANDBOX_REMOTEIT_USERNAME = 'reseller@sandbox.example';
export const SANDBOX_REMOTEIT_PASSWORD = 'Sandbox-Reseller-2026';

/** Signs in every customer user of the demo seed, the refused ones apart. */
export const SANDBOX_CUSTOMER_PASSWORD = 'Sandbox-Customer-2026';

/** An access key for GraphQL: 20 characters, and a secret of 32 bytes in base64. */
export const SANDBOX_ACCESS_KEY_ID = 'SANDBOXKEYAAAAAAAAAA';
export const SANDBOX_SECRET_ACCESS_KEY = 'U2FuZGJveC1vbmx5LXNlY3JldC1vZi0zMi1ieXRlcyE=';

/** The sandbox's credentials. Worthless anywhere else, so they may be public. */
export const SANDBOX_API_KEY = 'sandbox-remotepc-api-key';

/** In remote.it's own format: 48 characters, base64 of an upper-case GUID. */
export const SANDBOX_DEVELOPER_KEY = 'MDAwMDAwMDAtNUE0RC00QjBDLTgwMDAtNTM0MTRFNDQ0MjRG';
export const SANDBOX_REMOTEIT_USERNAME = 'reseller@sandbox.example';
export const SANDBOX_REMOTEIT_PASSWORD = 'Sandbox-Reseller-2026';

/** Signs in every customer user of the demo seed, except those whose sign-in is refused. */
export const SANDBOX_CUSTOMER_PASSWORD = 'Sandbox-Customer-2026';

/** An access key for GraphQL: 20 characters, and a secret of 32 bytes in base64. */
export const SANDBOX_ACCESS_KEY_ID = 'SANDBOXKEYAAAAAAAAAA';
export const SANDBOX_SECRET_ACCESS_KEY = 'U2FuZGJveC1vbmx5LXNlY3JldC1vZi0zMi1ieXRlcyE=';

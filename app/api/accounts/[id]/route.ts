import { resource } from '@/lib/server/http/route';

/** Accounts come from the settings: this version can't change them, and returns 405. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({});

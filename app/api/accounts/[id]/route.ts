import { resource } from '@/lib/server/http/route';

/** The accounts come from the settings: this version changes none here, and says so with a 405. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({});

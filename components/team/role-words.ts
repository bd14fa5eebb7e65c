import type { Role } from '@/lib/contract/staff';

/** Each role with what it may do, from the least to the most. */
export const roleWords: Record<Role, { name: string; may: string }> = {
  viewer: { name: 'Viewer', may: 'Sees everything but the staff, changes nothing.' },
  technician: { name: 'Technician', may: 'Also signs in to customers and opens connections.' },
  manager: { name: 'Manager', may: 'Also adds and invites users and stores passwords.' },
  administrator: { name: 'Administrator', may: 'Also manages staff and accounts.' },
};

export const roleOrder: Role[] = ['viewer', 'technician', 'manager', 'administrator'];

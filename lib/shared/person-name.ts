type Person = { email: string; name?: string | null };

/** How a team member is called: by name, or by address if they were removed. */
export function personName({ name, email }: Person): string {
  return name ?? email;
}

/** "Tess Sand (tess@desk.example)": before a decision, since people choose their names. */
export function nameAndAddress({ name, email }: Person): string {
  return name ? `${name} (${email})` : email;
}

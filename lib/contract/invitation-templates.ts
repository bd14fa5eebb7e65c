import { z } from 'zod';
import { lineSchema, seatsSchema } from './common';

/** What many lists of invitations have in common, for the whole team. */
export type InvitationTemplate = {
  id: string;
  name: string;
  /** For each person whose list has none. */
  seats: number;
  /** Sending waits for a moment, so that it can be undone. */
  isHeld: boolean;
};

const templateSchema = z.strictObject({
  name: lineSchema({ max: 60, label: 'The name' }),
  seats: seatsSchema,
  isHeld: z.boolean({ error: 'Specify whether sending waits: true or false.' }),
});

/** `POST /api/invitation-templates` */
export const addTemplateInputSchema = templateSchema.extend({
  isHeld: templateSchema.shape.isHeld.default(true),
});
export type AddTemplateInput = z.output<typeof addTemplateInputSchema>;

/** `PATCH /api/invitation-templates/{id}` */
export const changeTemplateInputSchema = templateSchema
  .partial()
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'Specify what to change.',
  });
export type ChangeTemplateInput = z.output<typeof changeTemplateInputSchema>;

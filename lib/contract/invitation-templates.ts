import { z } from 'zod';
import { lineSchema, seatsSchema } from './common';

export type { InvitationTemplate } from './answers/invitation-templates';

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

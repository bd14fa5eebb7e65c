import { z } from 'zod';

/** A violation of the Content-Security-Policy, as browsers report it. All of it may be made up. */
export const policyViolationSchema = z
  .object({
    'csp-report': z.object({
      'effective-directive': z.string().max(200).optional(),
      'violated-directive': z.string().max(200).optional(),
      'blocked-uri': z.string().default(''),
      'document-uri': z.string().default(''),
    }),
  })
  .transform(({ 'csp-report': report }) => ({
    directive: report['effective-directive'] ?? report['violated-directive'] ?? '',
    blocked: report['blocked-uri'],
    page: report['document-uri'],
  }));

export type PolicyViolation = z.output<typeof policyViolationSchema>;

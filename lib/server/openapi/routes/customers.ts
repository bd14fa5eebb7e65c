import { z } from 'zod';
import { accessReportSchema, activityRowsSchema } from '@/lib/contract/answers/audit';
import { customerListSchema } from '@/lib/contract/answers/customer-lists';
import {
  acceptedSuggestionsSchema,
  customerSchema,
  customersPageSchema,
  customerSuggestionsSchema,
  splitCustomerSchema,
  splitPreviewSchema,
  storedCustomerSchema,
} from '@/lib/contract/answers/customers';
import {
  statementListSchema,
  statementRecipientsSchema,
  statementSchema,
} from '@/lib/contract/answers/statements';
import {
  customerListReadingSchema,
  importCustomersQuerySchema,
} from '@/lib/contract/customer-lists';
import {
  acceptSuggestionsInputSchema,
  addCustomerInputSchema,
  changeCustomerInputSchema,
  exportCustomersQuerySchema,
  listCustomersQuerySchema,
  mergeCustomerInputSchema,
  previewSplitInputSchema,
  splitCustomerInputSchema,
} from '@/lib/contract/customers';
import {
  accessSheetQuerySchema,
  acknowledgeStatementInputSchema,
  changeStatementSettingsInputSchema,
  createStatementInputSchema,
  statementQuerySchema,
  statementSettingsSchema,
} from '@/lib/contract/statements';
import { file, type Area } from '../operation';

const createdStatementSchema = z.object({
  id: z.string(),
  month: z.string(),
  version: z.int(),
});

export const customers: Area = {
  name: 'Customers',
  description: 'The companies that buy from the reseller. Users and devices belong to them.',
  routes: {
    '/api/customers': {
      GET: {
        summary: 'List customers',
        permission: 'customers.read',
        query: listCustomersQuerySchema,
        answers: { 200: customersPageSchema, 304: null },
        callsVendor: true,
      },
      POST: {
        summary: 'Create a customer',
        permission: 'customers.manage',
        body: addCustomerInputSchema,
        example: { name: 'Hill & Sons', domains: ['hill.example'], externalId: 'C-1042' },
        answers: { 201: storedCustomerSchema },
        problems: ['domain_taken'],
      },
    },
    '/api/customers/[id]': {
      GET: {
        summary: 'Get a customer',
        permission: 'customers.read',
        answers: { 200: customerSchema },
        callsVendor: true,
      },
      PATCH: {
        summary: 'Change a customer',
        description:
          'What is left out stays as it is. With `version`, nothing is saved if someone else saved first.',
        permission: 'customers.manage',
        body: changeCustomerInputSchema,
        example: { pricePerSeat: 4.5, currency: 'EUR' },
        answers: { 200: storedCustomerSchema },
        problems: ['customer_changed', 'domain_taken'],
      },
      DELETE: {
        summary: 'Delete a customer',
        permission: 'customers.manage',
        answers: { 204: null },
      },
    },
    '/api/customers/[id]/merge': {
      POST: {
        summary: 'Merge a customer into another one',
        permission: 'customers.manage',
        body: mergeCustomerInputSchema,
        example: { into: 'cus_1' },
        answers: { 200: storedCustomerSchema },
      },
    },
    '/api/customers/[id]/split': {
      POST: {
        summary: 'Split a customer',
        description:
          'Moves domains, rules about users, and users to another customer, or to a new one of the given name. Everyone else stays, by hand where domains and rules would say otherwise. With `version`, nothing is split if someone else saved first.',
        permission: 'customers.manage',
        body: splitCustomerInputSchema,
        example: { name: 'Hill North', domains: ['north.hill.example'] },
        answers: { 200: splitCustomerSchema },
        callsVendor: true,
        problems: ['customer_changed', 'conflict'],
      },
    },
    '/api/customers/[id]/split/preview': {
      POST: {
        summary: 'Check a split of a customer',
        description: 'How many users it would move. Nothing is saved.',
        permission: 'customers.manage',
        body: previewSplitInputSchema,
        example: { domains: ['north.hill.example'] },
        answers: { 200: splitPreviewSchema },
        callsVendor: true,
      },
    },
    '/api/customers/[id]/access-sheet': {
      GET: {
        summary: 'Get a customer’s access sheet',
        description:
          'Who signed in as the customer’s users in a month. The file also needs the permission to export the audit log.',
        permission: 'activity.read',
        query: accessSheetQuerySchema,
        answers: { 200: { json: accessReportSchema, files: ['csv'] } },
        problems: ['rate_limited'],
      },
    },
    '/api/customers/[id]/sign-ins': {
      GET: {
        summary: 'List sign-ins as a customer’s users',
        permission: 'activity.read',
        answers: { 200: activityRowsSchema },
        callsVendor: true,
      },
    },
    '/api/customers/export': {
      GET: {
        summary: 'Export customers',
        permission: 'users.export',
        query: exportCustomersQuerySchema,
        answers: { 200: file('csv', 'xlsx') },
        callsVendor: true,
        problems: ['rate_limited'],
      },
    },
    '/api/customers/import': {
      POST: {
        summary: 'Import a list of customers',
        permission: 'customers.manage',
        query: importCustomersQuerySchema,
        body: { list: customerListReadingSchema },
        example: { text: 'Name,Domain\nHill & Sons,hill.example' },
        answers: { 200: customerListSchema },
      },
    },
    '/api/customers/import/preview': {
      POST: {
        summary: 'Check a list of customers',
        description: 'What importing it would do, row by row. Nothing is saved.',
        permission: 'customers.manage',
        body: { list: customerListReadingSchema },
        example: { text: 'Name,Domain\nHill & Sons,hill.example' },
        answers: { 200: customerListSchema },
      },
    },
    '/api/customers/suggestions': {
      GET: {
        summary: 'List suggested customers',
        description:
          'Domains of users that belong to no customer yet. Public mail domains aren’t suggested.',
        permission: 'customers.read',
        answers: { 200: customerSuggestionsSchema },
        callsVendor: true,
      },
      POST: {
        summary: 'Create suggested customers',
        permission: 'customers.manage',
        body: acceptSuggestionsInputSchema,
        example: { domains: ['harborlight.example'] },
        answers: { 201: acceptedSuggestionsSchema },
        callsVendor: true,
      },
    },
  },
};

export const statements: Area = {
  name: 'Statements',
  description: 'What each customer had in a month, frozen, and compared with what was billed.',
  routes: {
    '/api/statements': {
      GET: {
        summary: 'List statements',
        permission: 'customers.read',
        answers: { 200: statementListSchema },
      },
      POST: {
        summary: 'Create a statement',
        permission: 'customers.manage',
        body: createStatementInputSchema,
        example: { month: '2026-10' },
        answers: { 201: createdStatementSchema },
        problems: ['statement_exists', 'conflict'],
      },
    },
    '/api/statements/[id]': {
      GET: {
        summary: 'Get a statement',
        description: 'A file is an export, and needs the permission for those too.',
        permission: 'customers.read',
        query: statementQuerySchema,
        answers: { 200: { json: statementSchema, files: ['csv', 'xlsx'] } },
        problems: ['rate_limited'],
      },
    },
    '/api/statements/[id]/acknowledgement': {
      POST: {
        summary: 'Accept a statement’s differences',
        permission: 'customers.manage',
        body: { json: acknowledgeStatementInputSchema, isOptional: true },
        example: { note: 'Two seats were a gift' },
        answers: { 200: statementSchema },
        problems: ['conflict'],
      },
    },
    '/api/statements/[id]/billed': {
      POST: {
        summary: 'Import what was billed',
        description: 'A CSV with the customer and the quantity.',
        permission: 'customers.manage',
        body: { csv: true, list: z.strictObject({}) },
        example: { text: 'Customer,Quantity\nHill & Sons,12' },
        answers: { 200: statementSchema },
        problems: ['conflict'],
      },
    },
    '/api/statements/recipients': {
      GET: {
        summary: 'List who can get statements by email',
        permission: 'customers.manage',
        answers: { 200: statementRecipientsSchema },
      },
    },
    '/api/statements/settings': {
      GET: {
        summary: 'Get the settings of statements',
        permission: 'customers.read',
        answers: { 200: statementSettingsSchema },
      },
      PUT: {
        summary: 'Change the settings of statements',
        description:
          '`mailTo`: the team members who get each new statement by email; left out, it stays as it is.',
        permission: 'customers.manage',
        body: changeStatementSettingsInputSchema,
        example: { day: 1, accountCode: '200', taxType: 'Tax on Sales', dueDays: 30 },
        answers: { 200: statementSettingsSchema },
      },
    },
  },
};

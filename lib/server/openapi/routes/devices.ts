import {
  annotateDeviceInputSchema,
  listTagsQuerySchema,
  tagDevicesInputSchema,
} from '@/lib/contract/annotations';
import { annotationSchema, deviceTagsInUseSchema } from '@/lib/contract/answers/annotations';
import { assignedSchema } from '@/lib/contract/answers/customers';
import {
  connectionSchema,
  connectionsPageSchema,
  deviceDetailsSchema,
  devicesPageSchema,
} from '@/lib/contract/answers/devices';
import { assignDevicesInputSchema } from '@/lib/contract/customers';
import {
  chosenDevicesInputSchema,
  deviceAccountQuerySchema,
  exportDevicesQuerySchema,
  listConnectionsQuerySchema,
  listDevicesQuerySchema,
  loginNameInputSchema,
  openConnectionInputSchema,
} from '@/lib/contract/devices';
import { file, type Area } from '../operation';

const device = { accountId: 'rit_sandbox', id: '80:00:00:00:01:00:81:a0' };

export const devices: Area = {
  name: 'Devices',
  description: 'Machines in remote.it, their services, and connections to them.',
  routes: {
    '/api/devices': {
      GET: {
        summary: 'List devices',
        description:
          'If remote.it can’t be reached, the last known list with `isStale: true`. `refresh=1` waits for a fresh one.',
        permission: 'devices.read',
        query: listDevicesQuerySchema,
        answers: { 200: devicesPageSchema },
        callsVendor: true,
      },
    },
    '/api/devices/[key]': {
      GET: {
        summary: 'Get a device',
        permission: 'devices.read',
        answers: { 200: deviceDetailsSchema },
        callsVendor: true,
      },
    },
    '/api/devices/annotations': {
      GET: {
        summary: 'List the tags of devices',
        permission: 'devices.read',
        query: listTagsQuerySchema,
        answers: { 200: deviceTagsInUseSchema },
      },
      PATCH: {
        summary: 'Write a note and tags on a device',
        permission: 'devices.annotate',
        query: deviceAccountQuerySchema,
        body: annotateDeviceInputSchema,
        example: { id: device.id, note: 'In the server room' },
        answers: { 200: annotationSchema },
        callsVendor: true,
      },
      POST: {
        summary: 'Add and remove tags of devices',
        permission: 'devices.annotate',
        body: tagDevicesInputSchema,
        example: { devices: [device], add: ['server'] },
        answers: { 204: null },
        callsVendor: true,
      },
    },
    '/api/devices/customer': {
      PUT: {
        summary: 'Assign devices to a customer',
        permission: 'customers.manage',
        body: assignDevicesInputSchema,
        example: { devices: [device], byDomain: true },
        answers: { 200: assignedSchema },
        callsVendor: true,
        problems: ['not_found'],
      },
    },
    '/api/devices/export': {
      GET: {
        summary: 'Export devices',
        permission: 'devices.export',
        query: exportDevicesQuerySchema,
        answers: { 200: file('csv', 'xlsx') },
        callsVendor: true,
        problems: ['rate_limited'],
      },
      POST: {
        summary: 'Export selected devices',
        permission: 'devices.export',
        query: exportDevicesQuerySchema,
        body: chosenDevicesInputSchema,
        example: { devices: [device] },
        answers: { 200: file('csv', 'xlsx') },
        callsVendor: true,
        problems: ['rate_limited'],
      },
    },
    '/api/connections': {
      GET: {
        summary: 'List open connections',
        permission: 'devices.read',
        query: listConnectionsQuerySchema,
        answers: { 200: connectionsPageSchema },
      },
      POST: {
        summary: 'Open a connection',
        description:
          '`me` lets in your own public address where it is known, else the first one that connects.',
        permission: 'connections.write',
        query: listConnectionsQuerySchema,
        body: openConnectionInputSchema,
        example: { serviceId: '80:00:00:00:01:00:81:a1' },
        answers: { 201: connectionSchema },
        callsVendor: true,
        problems: ['not_found', 'upstream_rejected'],
      },
    },
    '/api/connections/[id]': {
      DELETE: {
        summary: 'Close a connection',
        permission: 'connections.write',
        answers: { 204: null },
        callsVendor: true,
      },
    },
    '/api/connections/[id]/login-name': {
      PUT: {
        summary: 'Set your login name on a device',
        permission: 'connections.write',
        body: loginNameInputSchema,
        example: { name: 'ann' },
        answers: { 200: connectionSchema },
      },
    },
  },
};

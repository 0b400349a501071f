import { afterEach, beforeEach, expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { blobError, type StorageReply } from '../../far-ends/azure-proxy.ts'
import { deliveryOf } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'
import { type BlobFarEnd, failure, startBlobs } from './azure-blob.ts'

let farEnd: BlobFarEnd
let tools: TestTools

beforeEach(async () => {
  farEnd = await startBlobs()
  tools = toolsFor('archive')
})

afterEach(async () => {
  tools.http.close()
  await farEnd.close()
})

const said = (status: number, code: string, words = 'x', detail = '') => blobError(status, code, words, detail)

const rows: [reply: StorageReply, kind: string, code: string, problem: string | undefined][] = [
  [
    said(403, 'AuthenticationFailed', 'Server failed to authenticate the request.'),
    'configuration',
    'AuthenticationFailed',
    'azure-blob-authentication',
  ],
  [
    said(
      403,
      'AuthenticationFailed',
      'Server failed to authenticate the request.',
      'Signature not valid in the specified time frame: Start [x] - Expiry [y] - Current [z]',
    ),
    'configuration',
    'AuthenticationFailed',
    'azure-blob-sas-expired',
  ],
  [
    said(403, 'AuthenticationFailed', 'Server failed to authenticate the request.', 'Request date header too old: x'),
    'configuration',
    'AuthenticationFailed',
    'azure-blob-clock',
  ],
  [said(400, 'InvalidAuthenticationInfo'), 'configuration', 'InvalidAuthenticationInfo', 'azure-blob-authentication'],
  [
    said(401, 'NoAuthenticationInformation'),
    'configuration',
    'NoAuthenticationInformation',
    'azure-blob-authentication',
  ],
  [
    said(403, 'KeyBasedAuthenticationNotPermitted'),
    'configuration',
    'KeyBasedAuthenticationNotPermitted',
    'azure-blob-shared-key-forbidden',
  ],
  [
    said(403, 'AuthorizationFailure', 'This request is not authorized to perform this operation.'),
    'configuration',
    'AuthorizationFailure',
    'azure-blob-firewall',
  ],
  [
    said(403, 'AuthorizationPermissionMismatch'),
    'configuration',
    'AuthorizationPermissionMismatch',
    'azure-blob-permission',
  ],
  [said(403, 'AuthorizationServiceMismatch'), 'configuration', 'AuthorizationServiceMismatch', 'azure-blob-permission'],
  [
    said(403, 'AuthorizationResourceTypeMismatch'),
    'configuration',
    'AuthorizationResourceTypeMismatch',
    'azure-blob-permission',
  ],
  [
    said(403, 'InsufficientAccountPermissions'),
    'configuration',
    'InsufficientAccountPermissions',
    'azure-blob-permission',
  ],
  [
    said(403, 'AuthorizationProtocolMismatch'),
    'configuration',
    'AuthorizationProtocolMismatch',
    'azure-blob-sas-network',
  ],
  [
    said(403, 'AuthorizationSourceIPMismatch'),
    'configuration',
    'AuthorizationSourceIPMismatch',
    'azure-blob-sas-network',
  ],
  [said(400, 'AccountRequiresHttps'), 'configuration', 'AccountRequiresHttps', 'azure-blob-https-required'],
  [said(403, 'AccountIsDisabled'), 'configuration', 'AccountIsDisabled', 'azure-blob-account-disabled'],
  [said(409, 'ContainerBeingDeleted'), 'transient', 'ContainerBeingDeleted', 'azure-blob-being-deleted'],
  [said(409, 'ContainerDisabled'), 'configuration', 'ContainerDisabled', 'azure-blob-container-disabled'],
  [said(409, 'InvalidBlobType'), 'configuration', 'InvalidBlobType', 'azure-blob-wrong-kind'],
  [said(409, 'BlobImmutableDueToPolicy'), 'configuration', 'BlobImmutableDueToPolicy', 'azure-blob-immutable'],
  [said(412, 'LeaseIdMissing'), 'configuration', 'LeaseIdMissing', 'azure-blob-leased'],
  [
    said(412, 'LeaseIdMismatchWithBlobOperation'),
    'configuration',
    'LeaseIdMismatchWithBlobOperation',
    'azure-blob-leased',
  ],
  [
    said(
      401,
      'InvalidAuthenticationInfo',
      'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
      'Audience validation failed. Audience did not match.',
    ),
    'configuration',
    'InvalidAuthenticationInfo',
    'azure-blob-entra-token',
  ],
  [said(412, 'MaxBlobSizeConditionNotMet'), 'configuration', 'MaxBlobSizeConditionNotMet', 'azure-blob-size-condition'],
  [said(409, 'BlobImmutableDueToLegalHold'), 'configuration', 'BlobImmutableDueToLegalHold', 'azure-blob-immutable'],
  [said(412, 'LeaseLost'), 'configuration', 'LeaseLost', 'azure-blob-leased'],
  [said(400, 'Md5Mismatch'), 'transient', 'Md5Mismatch', 'azure-blob-damaged'],
  [said(400, 'InvalidHeaderValue'), 'configuration', 'InvalidHeaderValue', 'azure-blob-emulator-outdated'],
  [said(405, 'UnsupportedHttpVerb'), 'configuration', 'UnsupportedHttpVerb', 'azure-blob-wrong-endpoint'],
  [said(400, 'InvalidInput'), 'configuration', 'InvalidInput', 'azure-blob-refused'],
  [said(409, 'FeatureVersionMismatch'), 'configuration', 'FeatureVersionMismatch', 'azure-blob-refused'],
  [said(409, 'BlobArchived'), 'configuration', 'BlobArchived', 'azure-blob-archived'],
  [said(400, 'InvalidResourceName'), 'configuration', 'InvalidResourceName', 'azure-blob-name-refused'],
  [said(413, 'RequestBodyTooLarge'), 'rejected', 'RequestBodyTooLarge', 'azure-blob-too-large'],
  [said(400, 'OutOfRangeInput'), 'rejected', 'OutOfRangeInput', 'azure-blob-out-of-range'],
  [said(503, 'ServerBusy', 'Ingress is over the account limit.'), 'transient', 'ServerBusy', 'azure-blob-busy'],
  [
    said(503, 'ServerBusy', 'Operations per second is over the account limit.'),
    'transient',
    'ServerBusy',
    'azure-blob-busy',
  ],
  [said(500, 'OperationTimedOut'), 'uncertain', 'OperationTimedOut', 'azure-blob-service-failed'],
  [said(500, 'InternalError'), 'uncertain', 'InternalError', 'azure-blob-service-failed'],
  [said(409, 'BlobBeingRehydrated'), 'rejected', 'BlobBeingRehydrated', undefined],
]

test.for(rows)('%j', async ([reply, kind, code, problem]) => {
  farEnd.proxy.answer(reply)
  const { class: told, detail } = await failure(
    azureBlob.open(azureBlob.settings.parse(farEnd.settings), tools).deliver(deliveryOf(azureBlob)),
  )
  expect([told, detail.code, findProblem(azureBlob.problems, detail)?.id]).toEqual([kind, code, problem])
})

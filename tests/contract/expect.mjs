// What the tests ask of an error.
import assert from 'node:assert/strict';
import { status } from './client.mjs';

// Waits for the call to fail with this code; every error says for programs what it is.
export async function rejects(call, code) {
  let error;
  try {
    await call;
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error, `expected ${status[code]}, but the call succeeded`);
  assert.equal(status[error.code], status[code], error.message);
  assert.equal(error.details.ErrorInfo?.domain, 'klik');
  assert.match(error.details.ErrorInfo.reason, /^[A-Z][A-Z0-9_]*$/);
  return error;
}

// INVALID_ARGUMENT that names these fields and no others.
export async function rejectsFields(call, fields) {
  const error = await rejects(call, status.INVALID_ARGUMENT);
  const violations = error.details.BadRequest?.field_violations ?? [];
  assert.deepEqual(violations.map(({ field }) => field).sort(), [...fields].sort());
  for (const { field, description } of violations) assert.ok(description, `${field} has no description`);
}

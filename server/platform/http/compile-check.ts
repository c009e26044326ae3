import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { TSchema } from 'typebox'
import type { Fault } from '#contract/problem.ts'
import { toFaults } from './find-faults.ts'

/**
 * Compiles a schema of the contract for values that are no whole body of a request, and checks them as the server checks
 * bodies: nothing is coerced, and everything that is wrong is found.
 */
export function compileCheck(schema: TSchema): (value: unknown) => Fault[] {
  const validate = compileValidator(schema)
  return (value) => (validate(value) ? [] : toFaults(validate.errors ?? [], 'property'))
}

/** Compiles a schema for Fastify, for routes that check their bodies themselves. */
export function compileValidator(schema: object): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false })
  // Published as CommonJS: what Node gives for it is the function itself, with more under it.
  formats.default(ajv)
  return ajv.compile(schema)
}

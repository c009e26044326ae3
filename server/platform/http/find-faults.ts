import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import type { Fault } from '#contract/problem.ts'
import type { FaultCode } from '#contract/problem-codes.ts'
import { httpLimits } from './limits.ts'

/** The parts of a request that have a schema, by the names that Fastify gives them. */
const parts = [
  { schema: 'querystring', value: 'query', noun: 'query parameter' },
  { schema: 'body', value: 'body', noun: 'property' },
  { schema: 'headers', value: 'headers', noun: 'header' },
] as const

/** Everything that is wrong with a request. Fastify itself stops at the first part that has a fault. */
export function findFaults(request: FastifyRequest): Fault[] {
  const faults = parts.flatMap(({ schema, value, noun }) => {
    const validate = findValidator(request, schema)
    if (validate === undefined || validate(request[value])) return []
    return toFaults(validate.errors ?? [], noun)
  })
  return faults.slice(0, httpLimits.faultsMax)
}

/** What a validator complains of, as faults. @param noun what an unknown name would have been */
export function toFaults(errors: readonly SchemaError[], noun: string): Fault[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf')
  const isOfUnion = (error: SchemaError) => unions.some((union) => isBranch(union, error))
  return errors.flatMap((error) => {
    if (isOfUnion(error)) return []
    const branches = errors.filter((other) => isBranch(error, other))
    return branches.length === 0 ? [toFault(error, noun)] : toUnionFaults(error, branches, noun)
  })
}

/** Of a value that may be one of several things, a validator says of each why it is not that. */
function isBranch(union: SchemaError, { schemaPath }: SchemaError): boolean {
  return union.keyword === 'anyOf' && schemaPath.startsWith(`${union.schemaPath}/`)
}

/** One fault that says all it might have been; what is wrong inside of it says more. */
function toUnionFaults(
  { instancePath }: SchemaError,
  branches: readonly SchemaError[],
  noun: string,
): Fault[] {
  const inside = branches.filter((branch) => branch.instancePath.length > instancePath.length)
  if (inside.length > 0) return toFaults(inside, noun)
  const faults = branches.map((branch) => toFault(branch, noun))
  const codes = new Set(faults.map(({ code }) => code))
  const [code = 'value-invalid'] = codes.size === 1 ? codes : []
  return [fault(instancePath, code, faults.map(({ message }) => message).join(' or '))]
}

type Validator = ReturnType<FastifyRequest['getValidationFunction']>

/** A route that takes bodies of several content types has a validator for each, which Fastify's types do not tell. */
function findValidator(
  request: FastifyRequest,
  part: (typeof parts)[number]['schema'],
): Validator | undefined {
  const found: Validator | Readonly<Record<string, Validator>> | undefined =
    request.getValidationFunction(part)
  return typeof found === 'object' ? found[request.mediaType ?? ''] : found
}

type SchemaError = Pick<
  FastifySchemaValidationError,
  'keyword' | 'instancePath' | 'params' | 'schemaPath'
> & {
  message?: string | undefined
}

/** Turns a validator's complaint into a fault that names the value itself, also when it is missing or too much. */
function toFault({ keyword, instancePath, params, message }: SchemaError, noun: string): Fault {
  if (keyword === 'required')
    return fault(`${instancePath}/${escapeSegment(params['missingProperty'])}`, 'value-missing', 'is needed')
  if (keyword === 'additionalProperties')
    return fault(
      `${instancePath}/${escapeSegment(params['additionalProperty'])}`,
      'value-unknown',
      `is no ${noun} that is known here`,
    )
  if (keyword === 'enum' || keyword === 'const')
    return fault(instancePath, 'choice-unknown', describeChoices(params))
  return fault(instancePath, codesByKeyword[keyword] ?? 'value-invalid', message ?? 'is not valid')
}

const codesByKeyword: Readonly<Record<string, FaultCode>> = {
  type: 'type-wrong',
  format: 'format-wrong',
  pattern: 'format-wrong',
  minLength: 'too-short',
  maxLength: 'too-long',
  minimum: 'too-small',
  exclusiveMinimum: 'too-small',
  maximum: 'too-large',
  exclusiveMaximum: 'too-large',
  minItems: 'too-few',
  minProperties: 'too-few',
  maxItems: 'too-many',
  maxProperties: 'too-many',
  uniqueItems: 'repeated',
}

function fault(pointer: string, code: FaultCode, message: string): Fault {
  return { pointer, code, message }
}

function describeChoices(params: Readonly<Record<string, unknown>>): string {
  const allowed = params['allowedValues'] ?? params['allowedValue']
  return Array.isArray(allowed) ? `must be one of ${allowed.join(', ')}` : `must be ${String(allowed)}`
}

/** One segment of a JSON pointer (RFC 6901). A name may be as long as the body: the start of it is enough. */
export function escapeSegment(name: unknown): string {
  return String(name).slice(0, 255).replaceAll('~', '~0').replaceAll('/', '~1')
}

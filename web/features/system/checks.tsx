import type { ReactNode } from 'react'
import type { Fault } from '#contract/problem.ts'
import type { SystemState } from '#contract/system.ts'
import { Fact, Facts } from '../../ui/fact-row.tsx'
import type { ReadinessState } from './readiness.ts'

interface Props {
  state: ReadinessState | undefined
  /** For signed-in people: what stands behind each check. */
  system: SystemState | undefined
}

/** What readiness rests on, each with its verdict and, where it fails, with what is wrong. */
export function Checks({ state, system }: Props) {
  const database = faultOf(state, 'database')
  const migrations = faultOf(state, 'migrations')
  const others = faultsOf(state).filter((fault) => fault !== database && fault !== migrations)
  return (
    <Facts>
      <Fact name="Database" note={database?.message}>
        <Verdict isKnown={state !== undefined} fault={database}>
          {system === undefined ? 'Answers' : databaseOf(system)}
        </Verdict>
      </Fact>
      <Fact name="Migrations" note={migrations?.message}>
        {database === undefined ? (
          <Verdict isKnown={state !== undefined} fault={migrations}>
            {system === undefined ? 'All applied' : migrationsOf(system)}
          </Verdict>
        ) : (
          <span className="font-normal text-muted">Unknown until it answers</span>
        )}
      </Fact>
      {others.map((fault) => (
        <Fact key={fault.code} name={titleOf(fault)} note={fault.message}>
          <Failing />
        </Fact>
      ))}
    </Facts>
  )
}

function Verdict({
  isKnown,
  fault,
  children,
}: {
  isKnown: boolean
  fault: Fault | undefined
  children: ReactNode
}) {
  if (!isKnown) return <span className="waiting">not known yet</span>
  return fault === undefined ? children : <Failing />
}

function Failing() {
  return <strong className="font-semibold text-bad">Fails</strong>
}

function faultsOf(state: ReadinessState | undefined): readonly Fault[] {
  return state === undefined || state.ready ? [] : state.faults
}

function faultOf(state: ReadinessState | undefined, check: 'database' | 'migrations'): Fault | undefined {
  return faultsOf(state).find((fault) => fault.code.startsWith(check))
}

function titleOf({ code }: Fault): string {
  return code === 'stopping' ? 'Running' : 'Another check'
}

function databaseOf({ database: { kind, version } }: SystemState): string {
  return `PostgreSQL ${version}, ${kind === 'embedded' ? 'embedded' : 'on a server'}`
}

function migrationsOf({ migrations: { applied, known } }: SystemState): string {
  return `${applied} of ${known} applied`
}

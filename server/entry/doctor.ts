import { type Config, readConfig } from '../platform/config.ts'
import { type ExitCode, exitCodes, PlainError } from '../platform/errors.ts'
import type { Finding } from './doctor-finding.ts'
import { checkInstallation } from './doctor-installation.ts'
import { checkRunning } from './doctor-running.ts'

/**
 * Looks at everything Docket needs here and prints what it found. It changes nothing.
 * @returns 0 when there is no problem, else 1.
 */
export async function doctor({ json }: { json: boolean }): Promise<ExitCode> {
  const settings = checkSettings()
  const findings = [
    settings.finding,
    ...checkInstallation(settings.config),
    ...(settings.config ? await checkRunning(settings.config) : []),
  ]
  const ok = findings.every(({ state }) => state !== 'problem')
  process.stdout.write(json ? `${JSON.stringify({ ok, findings })}\n` : describe(findings))
  return ok ? exitCodes.ok : exitCodes.failed
}

function checkSettings(): { config?: Config; finding: Finding } {
  try {
    const config = readConfig()
    return { config, finding: describeSettings(config) }
  } catch (error) {
    if (!(error instanceof PlainError)) throw error
    const advice = 'mend them in the environment or in .env'
    return { finding: { check: 'settings', state: 'problem', message: error.message, advice } }
  }
}

function describeSettings({ temporalHost }: Config): Finding {
  const check = 'settings'
  if (temporalHost === undefined) return { check, state: 'ok', message: 'all of them are valid' }
  const message = 'TEMPORAL_HOST is set, but no part of this version uses it'
  return { check, state: 'warning', message, advice: 'leave it out' }
}

function describe(findings: readonly Finding[]): string {
  const lines = findings.map(({ check, state, message, advice }) => {
    const line = `${state.padEnd(8)} ${check.padEnd(16)} ${message}`
    return advice === undefined ? line : `${line}\n${' '.repeat(26)}-> ${advice}`
  })
  const bad = findings.filter(({ state }) => state !== 'ok').length
  const summary = bad === 0 ? 'All is well.' : `${bad} of ${findings.length} checks have something to say.`
  return `${lines.join('\n')}\n\n${summary}\n`
}

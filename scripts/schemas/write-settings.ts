import { settings } from '../../server/platform/config.ts'

interface Described {
  variable: string
  fallback?: string
  meaning: string
}

const all: readonly Described[] = Object.values(settings)

/** The text of `.env.example`: every setting with its meaning, switched off. */
export function writeEnvExample(): string {
  const entries = all.map(
    ({ variable, fallback, meaning }) => `# ${sentence(meaning)}\n#${variable}=${fallback ?? ''}\n`,
  )
  return `# Docket's settings. Copy this file to .env and take the # away from what you set; the environment goes before it.\n\n${entries.join('\n')}`
}

/** The page of all settings. */
export function writeSettingsPage(): string {
  const rows = all.map(
    ({ variable, fallback, meaning }) =>
      `| \`${variable}\` | ${fallback === undefined ? '–' : `\`${fallback}\``} | ${meaning.replaceAll('|', '\\|')} |`,
  )
  return `<!-- Written by \`npm run schemas\` from \`server/platform/config.ts\`. -->

# Settings

Settings come from the environment, and from a \`.env\` file in the folder where Docket is started; the environment goes
first. An empty value counts as unset, a line of \`.env\` that sets nothing is refused. They are read once, at the start: all faults are told together, and a wrong value is never
replaced by a default.

| variable | default | meaning |
| --- | --- | --- |
${rows.join('\n')}

To listen on anything but this machine (\`HOST\`), Docket wants an admin, who may be made by
\`docket users add --role admin\`, or \`DOCKET_ADMIN_API_KEY\`; and either \`TLS_CERT_FILE\` with \`TLS_KEY_FILE\` or
\`TRUSTED_PROXY\`. Else it does not start.
`
}

function sentence(meaning: string): string {
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`
}

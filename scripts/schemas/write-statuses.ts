import { groupMoves, orderStatuses, type StatusGroup, statusGroups } from '../../contract/order-statuses.ts'

/** The page of all statuses of orders: their codes, their groups, and what may follow what. */
export function writeStatusesPage(): string {
  return `<!-- Written by \`npm run schemas\` from \`contract/order-statuses.ts\`. -->

# Statuses of orders

The codes are Deliverect's and are no order: 4 comes before 1. What counts is the group. [orders.md](orders.md) tells how a status
changes; \`GET /api/order-statuses\` answers this table to programs.

| group | codes |
| --- | --- |
${statusGroups.map(writeGroup).join('\n')}

An order moves inside its group and along the arrows, over any number of them at once. Nothing leads out of an end, and from \`cancelling\`
only ends are reached. A code that stands nowhere here is kept as it is: it may come at any time before an end and leaves the group as it was.

\`\`\`mermaid
stateDiagram-v2
  [*] --> received
${drawArrows().join('\n')}
\`\`\`

What may follow without force, by the group that the order is in (rows) and the group of the next status (columns):

| | ${statusGroups.join(' | ')} |
| --- |${' :-: |'.repeat(statusGroups.length)}
${statusGroups.map(writeMoves).join('\n')}
`
}

function writeGroup(group: StatusGroup): string {
  const codes = orderStatuses.filter((status) => status.group === group)
  const end = isEnd(group) ? ' (end)' : ''
  return `| ${group}${end} | ${codes.map(({ code, name }) => `${code} \`${name}\``).join(', ')} |`
}

function writeMoves(from: StatusGroup): string {
  return `| **${from}** | ${statusGroups.map((to) => (leads(from, to) ? 'yes' : '–')).join(' | ')} |`
}

/** One arrow for each step that does not lead over another group; all other moves go along several of them. */
function drawArrows(): string[] {
  return statusGroups.flatMap((from) => {
    const next = statusGroups.filter((to) => to !== from && leads(from, to) && !hasStop(from, to))
    return next.length === 0
      ? [`  ${stateName(from)} --> [*]`]
      : next.map((to) => `  ${stateName(from)} --> ${stateName(to)}`)
  })
}

function hasStop(from: StatusGroup, to: StatusGroup): boolean {
  return statusGroups.some((over) => over !== from && over !== to && leads(from, over) && leads(over, to))
}

function leads(from: StatusGroup, to: StatusGroup): boolean {
  const moves: readonly StatusGroup[] = groupMoves[from]
  return moves.includes(to)
}

function isEnd(group: StatusGroup): boolean {
  return groupMoves[group].length === 0
}

/** Mermaid takes no dash in a name. */
function stateName(group: StatusGroup): string {
  return group.replaceAll('-', '_')
}

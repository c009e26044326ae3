import { groupWordsOf, statusesByGroup, statusWords } from './status-words.ts'

/** All known statuses as the options of a choice, group by group; without some of them where `isOffered` says so. */
export function StatusOptions({ isOffered = () => true }: { isOffered?: (code: number) => boolean }) {
  return statusesByGroup.map(([group, statuses]) => {
    const offered = statuses.filter(({ code }) => isOffered(code))
    if (offered.length === 0) return null
    return (
      <optgroup key={group} label={groupWordsOf(group).words}>
        {offered.map(({ code, name }) => (
          <option key={code} value={code}>
            {statusWords(code, name)} ({code})
          </option>
        ))}
      </optgroup>
    )
  })
}

import { useHub } from '../../hub/queries.ts'

/** What is wrong with the configuration file, in the hub's words. */
export function Complaints() {
  const { data } = useHub('get /config')
  return (
    <ul>
      {data?.complaints.map((one) => (
        <li key={one} lang="en">
          {one}
        </li>
      ))}
    </ul>
  )
}

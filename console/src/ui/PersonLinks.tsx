import { Fragment } from 'react'
import { AppLink } from './AppLink.tsx'

type Member = { crewId: string; displayName: string; role?: string }

/** The names of people, each with a link to their page. */
export const PersonLinks = ({ people }: { people: Member[] }) =>
  people.map((member, at) => (
    <Fragment key={`${member.crewId} ${member.role ?? ''}`}>
      {at > 0 ? ', ' : null}
      <AppLink to={`/people/${member.crewId}`}>{member.displayName}</AppLink>
    </Fragment>
  ))

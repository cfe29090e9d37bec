/** What people say about an item, beside what happened to it. */
import { useEffect, useRef, useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useChange, useList } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { Moment } from '../web/Time.tsx'
import { type Mentioned, MentionField, mentionedIn } from './MentionField.tsx'

interface ShownComment {
  id: number
  author: { id: number; name: string }
  text: string
  mentions: Mentioned[]
  at: string
  why_not_delete: string | null
}

export default function Comments({ kind, item }: { kind: string; item: number }) {
  const company = useParam('company')
  const path = `/rest/v1.0/companies/${company}/erp/items/${kind}/${item}/comments`
  const query = useList<ShownComment>(path, company)
  const [filters] = useFilters()
  const section = useRef<HTMLElement>(null)
  const wanted = filters.show === 'comments' && query.data !== undefined
  useEffect(() => {
    if (wanted) section.current?.scrollIntoView({ block: 'center' })
  }, [wanted])
  return (
    <section className="panel" aria-label="Comments" ref={section}>
      <h2>Comments</h2>
      <Loaded query={query}>
        {(comments) =>
          comments.length === 0 ? (
            <p className="muted">Nobody has said anything yet.</p>
          ) : (
            <ul className="comments">
              {comments.map((comment) => (
                <One key={comment.id} comment={comment} path={path} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Write path={path} />
    </section>
  )
}

function One({ comment, path }: { comment: ShownComment; path: string }) {
  const company = useParam('company')
  const change = useChange(company)
  const { id, author, text, mentions, at, why_not_delete } = comment
  return (
    <li>
      <div className="row">
        <strong>{author.name}</strong>
        <span className="muted">
          <Moment at={at} />
        </span>
        <span className="grow" />
        <ActionButton
          variant="subtle"
          why={why_not_delete ?? undefined}
          busy={change.isPending}
          label={`Delete the comment of ${author.name}`}
          onClick={() => change.mutate({ path: `${path}/${id}`, method: 'DELETE' })}
        >
          Delete
        </ActionButton>
      </div>
      <div className="words">
        <Words text={text} mentions={mentions} />
      </div>
      <Refusals error={change.error} />
    </li>
  )
}

/** The text with the names it mentions made to stand out. */
function Words({ text, mentions }: Pick<ShownComment, 'text' | 'mentions'>) {
  const names = mentions.map(({ name }) => `@${name}`)
  const signs = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  const parts = signs === '' ? [text] : text.split(new RegExp(`(${signs})`))
  return parts.map((part, index) =>
    names.includes(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text do not move.
      <strong key={index}>{part}</strong>
    ) : (
      part
    ),
  )
}

function Write({ path }: { path: string }) {
  const company = useParam('company')
  const change = useChange(company)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<Mentioned[]>([])
  const send = () =>
    change.mutate(
      { path, body: { comment: { text, mentions: mentionedIn(text, chosen).map((each) => each.id) } } },
      {
        onSuccess: () => {
          setText('')
          setChosen([])
        },
      },
    )
  return (
    <div className="stack">
      <MentionField
        label="Write a comment"
        help="Type @ and a name to tell somebody."
        people={`${path}/people`}
        value={text}
        onChange={setText}
        onMention={(person) => setChosen([...chosen, person])}
      />
      <Refusals error={change.error} />
      <div>
        <ActionButton
          variant="filled"
          onClick={send}
          busy={change.isPending}
          why={text.trim() === '' ? 'Write something first.' : undefined}
        >
          Comment
        </ActionButton>
      </div>
    </div>
  )
}

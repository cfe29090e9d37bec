/** Setting up a second factor in three steps: password, the app's first code, recovery codes to keep. */
import { PasswordInput, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { encode } from 'uqr'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { useChange } from '../web/queries.ts'

export const FACTOR_PATH = '/rest/v1.0/me/second_factor'

interface Begun {
  secret: string
  address: string
}

export function SetUpDialog({ onClose }: { onClose: () => void }) {
  const [begun, setBegun] = useState<Begun>()
  const [codes, setCodes] = useState<string[]>()
  if (codes) return <RecoveryStep codes={codes} onClose={onClose} />
  if (begun) return <CodeStep begun={begun} onClose={onClose} onDone={setCodes} />
  return <PasswordStep onClose={onClose} onDone={setBegun} />
}

function PasswordStep({ onClose, onDone }: { onClose: () => void; onDone: (begun: Begun) => void }) {
  const [password, setPassword] = useState('')
  const change = useChange<Begun>(undefined)
  const body = { second_factor: { password } }
  return (
    <Dialog
      title="Set up a second factor"
      confirm="Continue"
      onClose={onClose}
      onConfirm={() => change.mutate({ path: FACTOR_PATH, body }, { onSuccess: onDone })}
      why={password ? undefined : 'Enter your password.'}
      busy={change.isPending}
      error={change.error}
    >
      <p>You need an authenticator app on your phone. It shows six digits that change every half minute.</p>
      <PasswordInput
        label="Your password"
        size="xs"
        required
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
    </Dialog>
  )
}

interface CodeStepProps {
  begun: Begun
  onClose: () => void
  onDone: (recoveryCodes: string[]) => void
}

function CodeStep({ begun, onClose, onDone }: CodeStepProps) {
  const [code, setCode] = useState('')
  const change = useChange<{ recovery_codes: string[] }>(undefined)
  const body = { second_factor: { code } }
  const done = { onSuccess: ({ recovery_codes }: { recovery_codes: string[] }) => onDone(recovery_codes) }
  return (
    <Dialog
      title="Scan it with the app"
      confirm="Switch on"
      onClose={onClose}
      onConfirm={() => change.mutate({ path: `${FACTOR_PATH}/confirmation`, body }, done)}
      why={code ? undefined : 'Enter the six digits the app shows.'}
      busy={change.isPending}
      error={change.error}
    >
      <QrCode text={begun.address} />
      <div>
        <div className="muted">If the phone cannot scan it, type this key into the app:</div>
        <div className="mono">{begun.secret.match(/.{4}/g)?.join(' ')}</div>
      </div>
      <TextInput
        label="Code the app shows now"
        size="xs"
        required
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </Dialog>
  )
}

function RecoveryStep({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))
  return (
    <Dialog title="Keep your recovery codes" onClose={onClose}>
      <p>
        The second factor is on. If you lose the phone, each of these codes lets you in once in place of the app’s. They
        are shown this once: print them or put them into your password manager.
      </p>
      <ul className="mono" aria-label="Recovery codes" style={{ columns: 2, margin: 0 }}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div>
        <ActionButton
          onClick={copy}
          why={
            window.isSecureContext ? undefined : 'Browsers let pages copy only over https. Select the codes by hand.'
          }
        >
          {copied ? 'Copied' : 'Copy all'}
        </ActionButton>
      </div>
    </Dialog>
  )
}

/** Black on white whatever the colours of the page: cameras expect it. */
function QrCode({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 4 })
    const squares = code.data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : '')))
    return { size: code.size, path: squares.join('') }
  }, [text])
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width={220}
      height={220}
      role="img"
      aria-label="QR code for the authenticator app"
      shapeRendering="crispEdges"
      style={{ alignSelf: 'center' }}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

import { type ReactNode, useEffect, useRef, useState } from 'react'

export type Choice = { readonly value: string; readonly label: string }

type SelectProps = {
  readonly label: string
  readonly value: string
  readonly choices: readonly Choice[]
  onChange(value: string): void
}

export function Select({ label, value, choices, onChange }: SelectProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A few choices side by side, of which one holds. */
export function Switch({ label, value, choices, onChange }: SelectProps) {
  return (
    <fieldset className="switch">
      <legend className="unseen">{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  )
}

/** How long a writer may pause before what is written is asked for, in milliseconds. */
const PAUSE = 120

type SearchProps = {
  readonly label: string
  readonly value: string
  readonly focused?: boolean
  onChange(value: string): void
}

/** A search that answers while one types. */
export function Search({ label, value, focused = false, onChange }: SearchProps) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (focused) field.current?.focus()
  }, [focused])
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === told.current) return
    const timer = setTimeout(() => {
      told.current = text
      onChange(text)
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [text, onChange])
  return (
    <label className="field search">
      <span>
        {label} <kbd>/</kbd>
      </span>
      <input
        ref={field}
        type="search"
        aria-keyshortcuts="/"
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  )
}

/** The fields by which a list is narrowed down. */
export function Filters({ children }: { readonly children: ReactNode }) {
  return (
    <form className="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filters">
      {children}
    </form>
  )
}

export const choices = (values: readonly string[], label: (value: string) => string = (value) => value): Choice[] =>
  values.map((value) => ({ value, label: label(value) }))

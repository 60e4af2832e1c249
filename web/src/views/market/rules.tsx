import type { Market } from '../../data/contract.ts'

/** The resolution rules as the venue writes them: text, whatever stands in it. */
export function Rules({ market: { market } }: { readonly market: Market }) {
  const rules = market?.rules
  if (typeof rules !== 'string' || rules === '') return null
  return (
    <section className="figure">
      <h2>Rules</h2>
      <p className="rules">{rules}</p>
    </section>
  )
}

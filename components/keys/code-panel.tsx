import { CodeBlock } from "@/components/ui/code-block";
import { Panel } from "@/components/ui/panel";
import type { KeyView } from "@/lib/keys/schemas";
import { codeSamples } from "./code-samples";
import { shownSecret } from "./shown-secret";

/** How a backend verifies this key. The secret is not known any more: its start stands where it goes. */
export function CodePanel({ view, appUrl }: { view: KeyView; appUrl: string }) {
  const { start, last4 } = shownSecret(view);
  return (
    <Panel title="Verify it">
      <p className="pb-3 text-ink-2">
        Set <code>LATCHKEY_ROOT_KEY</code>, and put the presented key where{" "}
        <code>
          {start}…{last4}
        </code>{" "}
        stands.
      </p>
      <CodeBlock
        samples={codeSamples({ appUrl, secret: `${start}…${last4}`, permissions: view.permissions })}
      />
    </Panel>
  );
}

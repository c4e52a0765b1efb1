import type { SchemaField } from "@/lib/docs/schema-fields";
import { Inline } from "./inline";

/** A schema's fields, nested as they are: name, type, meaning, bounds. */
export function SchemaFields({ fields, label }: { fields: readonly SchemaField[]; label: string }) {
  return (
    <ul aria-label={label} className="divide-y divide-line text-body">
      {fields.map((field) => (
        <li key={field.name} className="py-2.5">
          <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
            <code className="font-medium text-ink [overflow-wrap:anywhere]">{field.name}</code>
            <span className="font-mono text-[12px] text-ink-3 [overflow-wrap:anywhere]">{field.type}</span>
            {field.required && <span className="text-label text-o-limited-t">required</span>}
          </div>
          {(field.description || field.bounds.length > 0) && (
            <p className="pt-0.5 text-ink-2">
              <Inline text={field.description} />{" "}
              {field.bounds.length > 0 && (
                <span className="text-ink-3">
                  <Inline text={`${sentence(field.bounds)}.`} />
                </span>
              )}
            </p>
          )}
          {field.fields.length > 0 && (
            <div className="mt-2 border-line border-l-2 pl-4">
              <SchemaFields fields={field.fields} label={`Fields of ${field.name}`} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

const sentence = (parts: readonly string[]) => {
  const text = parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

"use client";

import { ChipInput } from "@/components/ui/chip-input";
import { Field } from "@/components/ui/field";

export interface ChipsFieldProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  error: string | undefined;
}

const PART = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const V4 = new RegExp(`^${PART}(?:\\.${PART}){3}$`);

/** Whether a browser takes it for an IPv6 address, without its zone. */
function isV6(text: string): boolean {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return false;
  try {
    return new URL(`http://[${text}]/`).hostname.length > 2;
  } catch {
    return false;
  }
}

/** What is wrong with an address or range, or null. */
export function addressFault(value: string): string | null {
  const [address = "", bits, more] = value.split("/");
  const most = V4.test(address) ? 32 : isV6(address) ? 128 : null;
  if (most === null || more !== undefined)
    return `${value} is no address. Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.`;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most))
    return `/${bits} is too long: ${most === 32 ? "an IPv4 range ends at /32" : "an IPv6 range ends at /128"}.`;
  return null;
}

/** What is wrong with an origin, or null. */
export function originFault(value: string): string | null {
  try {
    const url = new URL(value);
    if (/^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username)
      return null;
  } catch {
    // Said below.
  }
  return `${value} is no origin. Write https://shop.example, without a path.`;
}

/** The addresses that a key may be presented from. */
export function AddressField({ values, onChange, error }: ChipsFieldProps) {
  return (
    <Field
      label="Addresses"
      optional
      error={error}
      help={
        values.length === 0 ? (
          "From any address. Addresses and CIDR ranges, IPv4 and IPv6."
        ) : (
          <>
            Calls from elsewhere, and those that pass no <code>ip</code> on, get <code>FORBIDDEN_IP</code>.
          </>
        )
      }
    >
      <ChipInput
        values={values}
        onValuesChange={onChange}
        placeholder="203.0.113.0/24"
        check={addressFault}
      />
    </Field>
  );
}

/** The origins that a publishable key works from. */
export function OriginField({ values, onChange, error }: ChipsFieldProps) {
  return (
    <Field
      label="Allowed origins"
      error={error}
      help="The pages that may use it, as browsers name them. At least one."
    >
      <ChipInput
        values={values}
        onValuesChange={onChange}
        placeholder="https://shop.example"
        check={originFault}
      />
    </Field>
  );
}

"use client";

import { Ellipsis, Plus, Search } from "lucide-react";
import { useState } from "react";
import { Badge, CodeChip } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { ChipInput } from "@/components/ui/chip-input";
import { Checkbox, RadioGroup, Switch } from "@/components/ui/choice";
import { CodeBlock } from "@/components/ui/code-block";
import { Combobox } from "@/components/ui/combobox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogBody, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { DateTimeInput, Input, PasswordInput, Textarea } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { KeyState, RotationChip } from "@/components/ui/key-state";
import { LiveDot } from "@/components/ui/live-dot";
import { Menu, MenuGroup, MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu";
import { Outcome, OutcomeSwatch } from "@/components/ui/outcome";
import { OUTCOMES } from "@/components/ui/outcomes";
import { Facts, Panel } from "@/components/ui/panel";
import { Popover } from "@/components/ui/popover";
import { SecretFrame } from "@/components/ui/secret";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState, SkeletonRows } from "@/components/ui/states";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Tabs } from "@/components/ui/tabs";
import { Expiry, Time, ZoneNote } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { VERIFICATION_CODES } from "@/lib/verify/codes";

export function Parts({ now }: { now: number }) {
  const at = (days: number) => new Date(now + days * 86_400_000).toISOString();
  const [range, setRange] = useState("7d");
  const [chips, setChips] = useState(["orders:read", "invoices:*"]);
  const [zone, setZone] = useState<string>("Europe/Berlin");
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)] items-start gap-4 narrow:grid-cols-1">
      <div className="grid gap-4">
        <Panel title="Outcomes" note="Colour, icon and code, always together" flush>
          <Table label="Outcomes" dense stack>
            <THead>
              <Th>In a table</Th>
              <Th>On its own</Th>
              <Th>In a chart</Th>
              <Th>Means</Th>
            </THead>
            <TBody>
              {VERIFICATION_CODES.map((code) => (
                <Tr key={code}>
                  <Td at="lead">
                    <Outcome code={code} />
                  </Td>
                  <Td at="aside">
                    <Outcome code={code} as="pill" />
                  </Td>
                  <Td>
                    <OutcomeSwatch code={code} /> <OutcomeSwatch code={code} className="w-9" />
                  </Td>
                  <Td quiet at="sub">
                    {OUTCOMES[code].means}
                  </Td>
                </Tr>
              ))}
            </TBody>
          </Table>
        </Panel>
        <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
          <Panel title="Key states">
            <Facts
              items={[
                {
                  label: "State",
                  value: (
                    <>
                      <KeyState state="active" /> <KeyState state="disabled" /> <KeyState state="expired" />{" "}
                      <KeyState state="revoked" note="29 Oct" />
                    </>
                  ),
                },
                {
                  label: "Rotation",
                  value: (
                    <>
                      <RotationChip retiresAt={at(6.5)} /> <RotationChip retiresAt={at(0.13)} />
                    </>
                  ),
                },
                {
                  label: "Kind",
                  value: (
                    <>
                      <Badge>imported</Badge> <Badge tone="brass">new</Badge> <CodeChip>orders:read</CodeChip>
                    </>
                  ),
                },
                {
                  label: "Expiry",
                  value: (
                    <>
                      <Expiry at={at(200)} /> <Expiry at={at(9.2)} /> <Expiry at={null} />
                    </>
                  ),
                },
                {
                  label: "Time",
                  value: (
                    <>
                      <Time at={at(-0.001)} as="relative" /> <Time at={at(-3)} />{" "}
                      <Time at={null} absent="Never" />
                    </>
                  ),
                },
                { label: "Zone", value: <ZoneNote /> },
                { label: "Live", value: <LiveDot>Live</LiveDot> },
              ]}
            />
          </Panel>
          <Panel title="Fields">
            <div className="grid gap-3">
              <Field label="Name">
                <Input defaultValue="dispatch-worker" />
              </Field>
              <Field label="Addresses" error="/33 is too long. IPv4 prefixes end at /32.">
                <Input mono defaultValue="203.0.113.0/33" />
              </Field>
              <Field label="Expires" help="At most 400 days: the API's maximum lifetime.">
                <DateTimeInput defaultValue="2027-11-24T00:00" />
              </Field>
              <Field label="Permissions" optional>
                <ChipInput
                  values={chips}
                  onValuesChange={setChips}
                  name="p"
                  check={(v) => (v.includes(":") ? null : `“${v}” is not resource:action.`)}
                />
              </Field>
              <Field label="API">
                <Select
                  options={[
                    { value: "a", label: "Orders API" },
                    { value: "b", label: "Billing API", note: "prefix bill" },
                  ]}
                  defaultValue="a"
                />
              </Field>
              <Field label="Zone">
                <Combobox
                  options={["Europe/Berlin", "UTC", "Asia/Tokyo"].map((value) => ({ value, label: value }))}
                  value={zone}
                  onValueChange={setZone}
                />
              </Field>
              <Field label="Note">
                <Textarea defaultValue="orders:read AND (orders:write OR admin:*)" mono />
              </Field>
              <Field label="Password">
                <PasswordInput defaultValue="correct horse" autoComplete="off" />
              </Field>
              <Field label="Search">
                <Input icon={<Search />} placeholder="Name, owner, start, id" after={<Kbd>/</Kbd>} />
              </Field>
            </div>
          </Panel>
        </div>
        <Panel title="Choice">
          <div className="grid grid-cols-2 gap-6 narrow:grid-cols-1">
            <div>
              <Checkbox
                label="I have stored it where dispatch-worker reads it"
                note="Nobody can show it again"
              />
              <Checkbox label="Checked" defaultChecked />
              <Checkbox label="Some" indeterminate />
              <Checkbox label="Off" disabled />
              <Switch
                label="Apply on every call"
                note="Without being asked for by name"
                defaultChecked
                className="pt-2"
              />
            </div>
            <RadioGroup
              name="overlap"
              cards
              defaultValue="1d"
              options={[
                { value: "0", label: "Now", note: "The old secret stops at once" },
                { value: "1d", label: "24 hours", note: "until 25 Nov 14:32" },
              ]}
            />
          </div>
        </Panel>
        <Panel title="Code">
          <div className="grid gap-3">
            <SecretFrame
              secret="sk_live_7mXaPglkRVt7MhnF3db74YTNYlkuG22f5nEswMsW6cS4Wl5DS"
              startLength={12}
            />
            <div className="flex gap-2">
              <CopyButton text="x" label="Copy secret" variant="primary" />
              <CopyButton text="x" iconOnly label="Copy id" />
            </div>
            <CodeBlock
              samples={[
                {
                  id: "curl",
                  label: "curl",
                  code: 'curl -s https://keys.northwind.example/api/v1/keys/verify \\\n  -H "Authorization: Bearer $LATCHKEY_ROOT_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d \'{"key":"sk_live_7mXaPglk…"}\'   # may keys:verify',
                },
                {
                  id: "ts",
                  label: "TypeScript",
                  code: 'const answer = await fetch("https://keys");\n// look at valid',
                },
              ]}
            />
            <Tabs
              label="Answer"
              items={[
                { value: "a", label: "Response", content: <p className="pt-3">Response</p> },
                { value: "b", label: "Request", content: <p className="pt-3">Request</p> },
              ]}
            />
          </div>
        </Panel>
      </div>
      <div className="grid gap-4">
        <Panel title="Buttons">
          <Facts
            items={[
              {
                label: "Primary",
                value: (
                  <>
                    <Button variant="primary" icon={<Plus />} after={<Kbd>C</Kbd>}>
                      Create key
                    </Button>
                    <Button variant="primary" disabled>
                      Off
                    </Button>
                  </>
                ),
              },
              {
                label: "Secondary",
                value: (
                  <>
                    <Button>Extend</Button>
                    <Button loading>Saving</Button>
                  </>
                ),
              },
              {
                label: "Ghost",
                value: (
                  <>
                    <Button variant="ghost">Edit</Button>
                    <IconButton icon={<Ellipsis />} label="More" />
                  </>
                ),
              },
              {
                label: "Dangerous",
                value: (
                  <>
                    <Button variant="danger">Revoke</Button>
                    <Button variant="danger-solid">Revoke key</Button>
                  </>
                ),
              },
              {
                label: "Heights",
                value: (
                  <>
                    <Button>32</Button>
                    <Button size="m">28</Button>
                    <Button size="s">24</Button>
                  </>
                ),
              },
              {
                label: "Segments",
                value: (
                  <Segmented
                    label="Range"
                    value={range}
                    onValueChange={setRange}
                    options={["1h", "24h", "7d", "30d"].map((value) => ({ value, label: value }))}
                  />
                ),
              },
              {
                label: "Overlays",
                value: (
                  <>
                    <Menu trigger={<Button>Menu</Button>}>
                      <MenuGroup label="Key">
                        <MenuItem
                          icon={<Plus />}
                          onSelect={() =>
                            toast.success("Rotation extended to 6 Dec", {
                              action: { label: "Undo", onClick: () => {} },
                            })
                          }
                        >
                          Toast
                        </MenuItem>
                        <MenuLink href="/gallery-tmp" current>
                          Here
                        </MenuLink>
                      </MenuGroup>
                      <MenuSeparator />
                      <MenuItem
                        danger
                        onSelect={() =>
                          toast.error("Not saved: changed elsewhere at 14:31", {
                            action: { label: "Reload", onClick: () => {} },
                          })
                        }
                      >
                        Revoke
                      </MenuItem>
                    </Menu>
                    <Popover title="Filter" trigger={<Button>Popover</Button>}>
                      <Field label="State">
                        <Input />
                      </Field>
                    </Popover>
                    <Tooltip content="Documentation">
                      <Button>Tooltip</Button>
                    </Tooltip>
                    <Select
                      aria-label="Per"
                      size="m"
                      prefix="Compare"
                      options={[
                        { value: "a", label: "7 days before" },
                        { value: "b", label: "Nothing" },
                      ]}
                      defaultValue="a"
                    />
                    <ConfirmDialog
                      trigger={<Button variant="danger">Confirm</Button>}
                      title="Revoke route-planner?"
                      typed="route-planner"
                      confirm="Revoke key"
                      consequence={
                        <>
                          <strong>This key stops working now. 1,204 calls used it in the last hour.</strong>{" "}
                          They will get <code>REVOKED</code>. This cannot be undone; history and usage stay.
                        </>
                      }
                      instead={{
                        text: "Not sure? Disable it instead. That can be undone at once.",
                        label: "Disable",
                        onSelect: async () => undefined,
                      }}
                      onConfirm={async () => "Not revoked: the database cannot be reached."}
                    />
                    <Dialog
                      trigger={<Button>Guarded</Button>}
                      title="Copy this secret now"
                      size="l"
                      description="It is shown once."
                      guard="Copy the secret first: nobody can show it to you again."
                    >
                      <DialogBody>Body</DialogBody>
                      <DialogFooter note="Lost it? Rotate the key.">
                        <Button disabled>Done</Button>
                      </DialogFooter>
                    </Dialog>
                  </>
                ),
              },
            ]}
          />
        </Panel>
        <Panel title="Loading, empty, failed" flush>
          <SkeletonRows rows={3} />
          <EmptyState title="No key matches “dispach”" action={<Button size="m">Clear search</Button>}>
            Search looks at name, owner, start and id.
          </EmptyState>
          <ErrorState title="Usage could not be read" requestId="req_01JWFM7K0X" onRetry={() => {}}>
            Verification goes on; counts are kept and catch up.
          </ErrorState>
        </Panel>
      </div>
    </div>
  );
}

"use client";

import { ActsHead, ActsMenu, DeleteItem } from "@/components/ui/acts";
import { MenuItem } from "@/components/ui/menu";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { LimitRule } from "@/lib/ratelimit/limiter";
import type { OverrideView } from "@/lib/ratelimit/schemas";
import { limitWords } from "./limit-words";

export interface OverrideTableProps {
  overrides: readonly OverrideView[];
  mayUpdate: boolean;
  onEdit: (override: OverrideView) => void;
  onRemove: (override: OverrideView) => void;
}

/** Nothing is said of an algorithm that is the request's. */
const ruleOf = ({ limit, windowMs, algorithm, burst }: OverrideView): LimitRule => ({
  limit,
  windowMs,
  ...(algorithm && { algorithm }),
  ...(burst && { burst }),
});

export function OverrideTable({ overrides, mayUpdate, onEdit, onRemove }: OverrideTableProps) {
  return (
    <Table label="Overrides" stack>
      <THead>
        <Th>Identifier</Th>
        <Th>Namespace</Th>
        <Th numeric>Limit</Th>
        <Th numeric>Changed</Th>
        {mayUpdate && <ActsHead />}
      </THead>
      <TBody>
        {overrides.map((override) => (
          <Tr key={override.id}>
            <Td lead at="lead">
              {override.identifier}
            </Td>
            <Td mono at="sub" className="narrow:whitespace-normal narrow:break-all">
              {override.namespace}
            </Td>
            <Td numeric at="aside">
              {limitWords(ruleOf(override))}
            </Td>
            <Td numeric quiet at="subaside">
              <Time at={override.updatedAt} as="relative" />
            </Td>
            {mayUpdate && (
              <Td at="menu" className="text-right">
                <ActsMenu of={override.identifier}>
                  <MenuItem onSelect={() => onEdit(override)}>Edit</MenuItem>
                  <DeleteItem onSelect={() => onRemove(override)} />
                </ActsMenu>
              </Td>
            )}
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}

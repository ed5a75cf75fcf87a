/** A row's version guards its shape on the way in. It is no part of the model. */
export function withoutVersion<Row extends { v: number }>(row: Row): Omit<Row, 'v'> {
  const model: Omit<Row, 'v'> & { v?: number } = { ...row };
  delete model.v;
  return model;
}

interface Option<Value> {
  readonly value: Value;
  readonly label: string;
  readonly lang?: string;
}

interface Props<Value> {
  legend: string;
  name: string;
  value: Value;
  options: readonly Option<Value>[];
  onChoose: (value: Value) => void;
}

/** One of a few: radio buttons that look like what they are. */
export function Choices<Value extends string>({ legend, name, value, options, onChoose }: Props<Value>) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} lang={option.lang}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChoose(option.value)} />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

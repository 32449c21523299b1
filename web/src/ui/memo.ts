import { Component, type ComponentType, h } from "preact";

/** A view that is rendered again only when `isSame` says that its properties are other ones, or a signal in it changed. */
export function memo<Props extends object>(
  View: ComponentType<Props> | ((props: Props) => preact.ComponentChildren),
  isSame: (before: Props, after: Props) => boolean,
): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !isSame(this.props, next);
    }
    override render() {
      return h(View as ComponentType<Props>, this.props);
    }
  } as ComponentType<Props>;
}

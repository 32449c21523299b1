import { Component, type ComponentChildren, type ComponentType } from "preact";

/** A view that is rendered again only when `isSame` says that its properties are other ones, or a signal in it changed. */
export function memo<Props extends object>(
  View: (props: Props) => ComponentChildren,
  isSame: (before: Props, after: Props) => boolean,
): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props, state: object): boolean {
      return state !== this.state || !isSame(this.props, next);
    }
    override render() {
      return View(this.props);
    }
  } as ComponentType<Props>;
}

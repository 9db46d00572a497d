/** Geometry of an image and the number of classes. */
export interface ImageFormat {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

/** The pictures that the server reads. Some systems do not know the type of a HEIC file, only its ending. */
export const pictureTypes = 'image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif'

/** Which article types are the kind of thing that a photo's label names. */

/**
 * Labels of the clothing photos, and the article types of real products that a shopper would accept for each.
 * "Not sure", "Other" and "Skip" name nothing.
 */
export const ACCEPTED_TYPES: Readonly<Record<string, readonly string[]>> = {
  "t-shirt": ["Tshirts"],
  "polo shirt": ["Tshirts"],
  undershirt: ["Innerwear Vests", "Camisoles", "Tshirts", "Tops"],
  "long sleeve shirt": ["Tshirts", "Sweatshirts", "Sweaters", "Tops", "Shirts"],
  shirt: ["Shirts"],
  blouse: ["Tops", "Shirts", "Tunics"],
  top: ["Tops", "Camisoles", "Tshirts", "Tunics"],
  bodysuit: ["Rompers", "Jumpsuit", "Tops", "Tshirts", "Clothing Set"],
  hoodie: ["Sweatshirts", "Jackets", "Sweaters"],
  blazer: ["Blazers", "Jackets", "Suits"],
  jacket: ["Jackets", "Rain Jacket", "Blazers", "Nehru Jackets", "Waistcoat"],
  dress: ["Dresses", "Nightdress", "Tunics"],
  skirt: ["Skirts"],
  pants: [
    ...["Jeans", "Trousers", "Track Pants", "Leggings", "Lounge Pants", "Capris", "Jeggings"],
    ...["Tights", "Churidar", "Patiala", "Salwar", "Rain Trousers"],
  ],
  shorts: ["Shorts", "Lounge Shorts", "Boxers", "Capris"],
  shoes: [
    ...["Casual Shoes", "Sports Shoes", "Formal Shoes", "Heels", "Flats", "Sandals"],
    ...["Sports Sandals", "Flip Flops"],
  ],
  hat: ["Caps", "Hat"],
};

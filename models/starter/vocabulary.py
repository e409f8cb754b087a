"""Words for the kinds of garment that the data sets label: canonical name, synonyms and wider terms."""

# kaggle article types: name as in a sentence. Types that are not named here are lower-cased.
PRODUCT_NAMES = {
    "Shirts": "shirt", "Tshirts": "t-shirt", "Jeans": "jeans", "Trousers": "trousers", "Shorts": "shorts",
    "Casual Shoes": "casual shoe", "Sports Shoes": "sports shoe", "Formal Shoes": "formal shoe",
    "Heels": "heels", "Flip Flops": "flip flops", "Sandals": "sandal", "Watches": "watch",
    "Handbags": "handbag", "Sunglasses": "sunglasses", "Tops": "top", "Kurtas": "kurta",
    "Wallets": "wallet", "Belts": "belt", "Socks": "socks", "Briefs": "briefs", "Backpacks": "backpack",
    "Caps": "cap", "Dresses": "dress", "Skirts": "skirt", "Jackets": "jacket", "Sweaters": "sweater",
    "Sweatshirts": "sweatshirt", "Ties": "tie", "Scarves": "scarf", "Flats": "flats",
    "Earrings": "earrings", "Clutches": "clutch", "Leggings": "leggings", "Track Pants": "track pants",
    "Hat": "hat", "Sarees": "saree", "Tunics": "tunic", "Kurtis": "kurti", "Stoles": "stole",
    "Bangle": "bangle", "Ring": "ring", "Pendant": "pendant", "Blazers": "blazer", "Gloves": "gloves",
    "Sports Sandals": "sports sandal", "Innerwear Vests": "innerwear vest", "Waistcoat": "waistcoat",
    "Rain Jacket": "rain jacket", "Jumpsuit": "jumpsuit", "Suspenders": "suspenders",
}
# clothing-photos labels
PHOTO_NAMES = {
    "T-Shirt": "t-shirt", "Pants": "pants", "Longsleeve": "long sleeve shirt", "Shoes": "shoes",
    "Shirt": "shirt", "Dress": "dress", "Outwear": "jacket", "Shorts": "shorts", "Hat": "hat",
    "Skirt": "skirt", "Undershirt": "undershirt", "Polo": "polo shirt", "Blazer": "blazer",
    "Hoodie": "hoodie", "Body": "bodysuit", "Top": "top", "Blouse": "blouse",
}
# Other words for a name, all of them true of whatever has the name.
SYNONYMS = {
    "t-shirt": ["tee", "tshirt", "t shirt", "short sleeve top"],
    "shirt": ["button-up shirt", "button-down shirt"],
    "handbag": ["bag", "purse", "shoulder bag"], "clutch": ["bag", "clutch bag", "evening bag"],
    "backpack": ["rucksack", "bag", "bookbag"], "laptop bag": ["bag"], "duffel bag": ["bag", "sports bag"],
    "tote": ["bag", "tote bag"], "messenger bag": ["bag"],
    "sports shoe": ["trainers", "running shoes", "sneakers", "shoes", "sports shoes"],
    "casual shoe": ["sneakers", "shoes", "casual shoes", "trainers"],
    "formal shoe": ["dress shoes", "shoes", "formal shoes", "leather shoes"],
    "trainers": ["sneakers", "shoes", "running shoes"], "sneakers": ["trainers", "shoes"],
    "shoes": ["footwear"], "boots": ["footwear"], "heels": ["high heels", "pumps", "heeled shoes"],
    "flats": ["flat shoes", "ballet flats"], "sandal": ["sandals"], "sports sandal": ["sandals"],
    "flip flops": ["thongs", "slippers"], "sandals": ["sandal"],
    "trousers": ["pants", "slacks"], "pants": ["trousers"], "jeans": ["denim", "denim trousers", "pants"],
    "track pants": ["joggers", "sweatpants", "pants"], "leggings": ["tights"],
    "sweater": ["jumper", "pullover", "knitwear"], "cardigan": ["knitwear"],
    "sweatshirt": ["crewneck"], "hoodie": ["hooded sweatshirt"],
    "jacket": ["outerwear"], "coat": ["outerwear"], "parka": ["coat", "outerwear"],
    "blazer": ["suit jacket"], "rain jacket": ["raincoat", "jacket"],
    "watch": ["wristwatch"], "sunglasses": ["shades"], "cap": ["hat", "baseball cap"], "hat": ["headwear"],
    "wallet": ["purse"], "scarf": ["shawl"], "stole": ["scarf", "shawl"], "tie": ["necktie"],
    "undershirt": ["tank top", "vest"], "innerwear vest": ["undershirt", "vest"],
    "long sleeve shirt": ["long sleeve top", "longsleeve"], "polo shirt": ["polo"],
    "top": ["women's top"], "blouse": ["top"], "bodysuit": ["baby bodysuit", "onesie"],
    "briefs": ["underwear"], "trunk": ["underwear"], "boxers": ["underwear"], "bra": ["lingerie"],
    "earrings": ["jewellery"], "ring": ["jewellery"], "pendant": ["jewellery", "necklace"],
    "necklace": ["jewellery"], "bracelet": ["jewellery"], "bangle": ["jewellery", "bracelet"],
    "necklace and chains": ["necklace", "jewellery"], "dress": ["gown", "frock"],
    "nightdress": ["nightgown", "sleepwear"], "night suits": ["pyjamas", "sleepwear"],
    "perfume and body mist": ["perfume", "fragrance"], "swimwear": ["swimsuit", "bathing suit"], "beanie": ["hat"], "tank top": ["vest", "sleeveless top"],
    "jumper": ["sweater", "pullover", "knitwear"], "joggers": ["track pants", "sweatpants", "pants"],
    "loafers": ["shoes", "slip-on shoes", "formal shoes"], "gilet": ["body warmer", "sleeveless jacket"],
    "small bag": ["bag", "purse"], "travel bag": ["bag", "duffel bag", "holdall"], "glasses": ["eyeglasses", "spectacles"],
    "jumpsuit": ["one-piece", "playsuit"], "gloves": ["mittens"], "socks": ["hosiery"],
}
# A caption's colour (left) may or may not be said of products labelled with the others.
NEAR_COLOURS = {
    "blue": ["navy blue", "navy", "turquoise blue", "teal", "light blue", "purple"],
    "navy blue": ["blue", "navy", "black"], "navy": ["navy blue", "blue", "black"],
    "light blue": ["blue", "turquoise blue"],
    "red": ["maroon", "burgundy", "rust", "magenta"], "maroon": ["red", "burgundy", "brown"],
    "burgundy": ["red", "maroon"], "green": ["olive", "sea green", "lime green", "fluorescent green", "teal"],
    "olive": ["green", "khaki"], "grey": ["charcoal", "grey melange", "silver", "steel"],
    "charcoal": ["grey", "black", "grey melange"], "grey melange": ["grey", "charcoal"],
    "white": ["off white", "cream"], "off white": ["white", "cream"], "cream": ["white", "off white", "beige"],
    "beige": ["cream", "tan", "khaki", "skin", "nude", "brown"], "tan": ["brown", "beige", "camel"],
    "brown": ["coffee brown", "tan", "khaki", "mushroom brown", "bronze", "copper", "rust", "taupe", "beige"],
    "coffee brown": ["brown"], "khaki": ["beige", "olive", "brown"], "silver": ["steel", "grey", "metallic"],
    "steel": ["silver", "metallic", "grey"], "gold": ["yellow", "copper", "bronze"], "copper": ["bronze", "brown"],
    "pink": ["peach", "rose", "magenta", "mauve", "red"], "peach": ["pink", "orange"], "magenta": ["pink", "purple"],
    "purple": ["lavender", "mauve", "magenta"], "lavender": ["purple"], "orange": ["rust", "peach"],
    "yellow": ["mustard", "gold"], "mustard": ["yellow"], "black": ["charcoal"], "skin": ["beige", "nude"],
    "turquoise blue": ["blue", "teal", "sea green"], "teal": ["blue", "green", "turquoise blue"],
    "rust": ["orange", "brown", "red"], "bronze": ["brown", "gold"], "camel": ["tan", "beige", "brown"],
}
# What shop titles call a pattern -> the word that captions use. Feeds that name it name it by that word.
PATTERN_WORDS = {
    "striped": "striped", "stripes": "striped", "stripe": "striped", "pinstripe": "pinstriped", "pinstriped": "pinstriped",
    "check": "checked", "checks": "checked", "checked": "checked", "checkered": "checked", "plaid": "checked", "tartan": "checked",
    "printed": "printed", "print": "printed", "graphic": "graphic", "solid": "plain", "plain": "plain", "floral": "floral",
    "polka": "dotted", "dots": "dotted", "dotted": "dotted", "camouflage": "camouflage", "camo": "camouflage",
    "leopard": "leopard", "zebra": "zebra", "argyle": "argyle", "houndstooth": "houndstooth", "zigzag": "zigzag",
    "gradient": "gradient", "ombre": "gradient", "colour-block": "colour-block",
}
PATTERN_SYNONYMS = {
    "striped": ["striped", "stripy", "with stripes"], "checked": ["checked", "check", "plaid", "checkered", "tartan"],
    "dotted": ["dotted", "polka dot", "spotted", "polka dot"], "floral": ["floral", "flowered", "flower print"],
    "plain": ["plain", "plain", "solid"], "leopard": ["leopard", "leopard print", "animal print"],
    "zebra": ["zebra", "zebra print", "animal print"], "camouflage": ["camouflage", "camo"],
    "gradient": ["gradient", "ombre"], "colour-block": ["colour-block", "two-tone", "color block"],
    "graphic": ["graphic", "printed", "graphic print"], "pinstriped": ["pinstriped", "pinstripe"],
    "zigzag": ["zigzag", "chevron"], "houndstooth": ["houndstooth", "dogtooth"],
}

COLOUR_SYNONYMS = {
    "grey": ["grey", "grey", "gray"], "navy blue": ["navy blue", "navy", "dark blue"], "off white": ["off white", "off-white", "ivory"],
    "maroon": ["maroon", "wine red", "dark red"], "burgundy": ["burgundy", "wine red"], "turquoise blue": ["turquoise blue", "turquoise"],
    "sea green": ["sea green", "aqua"], "grey melange": ["grey melange", "heather grey"], "coffee brown": ["coffee brown", "dark brown"],
    "multi": ["multi", "multicoloured", "colourful"], "beige": ["beige", "sand"], "lavender": ["lavender", "lilac"], "gold": ["gold", "golden"],
}


def names_of(name: str) -> list[str]:
    """The name and every other word that is true of it."""
    return [name, *SYNONYMS.get(name, [])]


# A photo's kind -> the product kinds that a shopper would accept for it, and those that may or may not be right.
PRODUCTS_FOR = {
    "t-shirt": (["t-shirt", "lounge tshirts"], ["top", "polo shirt", "innerwear vest", "tank top"]),
    "pants": (["trousers", "jeans", "track pants", "lounge pants", "joggers"], ["capris", "leggings", "jeggings", "rain trousers", "pants"]),
    "long sleeve shirt": (["sweatshirt", "sweater", "jumper"], ["t-shirt", "top", "tunic", "jacket", "shirt", "hoodie", "cardigan", "blouse", "polo shirt"]),
    "shoes": (["casual shoe", "sports shoe", "formal shoe", "heels", "flats", "booties", "trainers", "loafers", "boots"], ["sandal", "sports sandal", "sandals", "flip flops"]),
    "shirt": (["shirt"], ["top", "kurta", "kurti", "tunic", "blouse", "t-shirt", "polo shirt"]),
    "dress": (["dress"], ["nightdress", "tunic", "jumpsuit", "baby dolls"]),
    "jacket": (["jacket", "rain jacket", "coat"], ["sweatshirt", "blazer", "nehru jackets", "hoodie", "sweater", "gilet", "cardigan", "shrug", "waistcoat"]),
    "shorts": (["shorts", "lounge shorts"], ["capris", "swimwear", "boxers", "trunk"]),
    "hat": (["hat", "cap"], ["headband"]),
    "undershirt": (["innerwear vest", "camisoles", "tank top"], ["t-shirt", "top"]),
    "skirt": (["skirt"], ["dress", "lehenga choli"]),
    "blazer": (["blazer", "nehru jackets"], ["jacket", "coat", "waistcoat"]),
    "hoodie": (["hoodie", "sweatshirt"], ["jacket", "sweater", "jumper", "t-shirt"]),
    "polo shirt": (["polo shirt"], ["t-shirt", "shirt"]),
    "bodysuit": (["rompers"], ["t-shirt", "clothing set", "jumpsuit", "swimwear", "innerwear vest", "top"]),
    "top": (["top", "camisoles", "tank top"], ["t-shirt", "tunic", "innerwear vest", "blouse", "kurti", "shirt"]),
    "blouse": (["blouse"], ["top", "shirt", "tunic", "kurti"]),
}
# What counts as found for a photo among the products of a shop: ACCEPTED_TYPES of bench/quality/kinds.ts, by name.
RIGHT_FOR = {
    "t-shirt": ["t-shirt"], "polo shirt": ["t-shirt"], "undershirt": ["innerwear vest", "camisoles", "t-shirt", "top"],
    "long sleeve shirt": ["t-shirt", "sweatshirt", "sweater", "top", "shirt"], "shirt": ["shirt"], "blouse": ["top", "shirt", "tunic"],
    "top": ["top", "camisoles", "t-shirt", "tunic"], "bodysuit": ["rompers", "jumpsuit", "top", "t-shirt", "clothing set"],
    "hoodie": ["sweatshirt", "jacket", "sweater"], "blazer": ["blazer", "jacket", "suits"],
    "jacket": ["jacket", "rain jacket", "blazer", "nehru jackets", "waistcoat"], "dress": ["dress", "nightdress", "tunic"], "skirt": ["skirt"],
    "pants": ["jeans", "trousers", "track pants", "leggings", "lounge pants", "capris", "jeggings", "tights", "churidar", "patiala", "salwar", "rain trousers"],
    "shorts": ["shorts", "lounge shorts", "boxers", "capris"],
    "shoes": ["casual shoe", "sports shoe", "formal shoe", "heels", "flats", "sandal", "sports sandal", "flip flops"], "hat": ["cap", "hat"],
}

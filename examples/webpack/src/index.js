import "vitrine/element";

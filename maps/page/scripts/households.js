"use strict";
/* Places of households: dots on one canvas, never an element for each. */
function drawHouseholds(plan) {
  const places = plan.households.flatMap(walk).map(([lat, lon]) => L.latLng(lat, lon));
  const Dots = L.Layer.extend({
    onAdd(map) {
      this.canvas = element("canvas", undefined, "leaflet-zoom-hide");
      map.getPane("households").append(this.canvas);
      map.on("moveend zoomend resize", this.draw, this);
      this.draw();
    },
    onRemove(map) {
      this.canvas.remove();
      map.off("moveend zoomend resize", this.draw, this);
    },
    draw() {
      const map = this._map;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      this.canvas.width = size.x * ratio;
      this.canvas.height = size.y * ratio;
      this.canvas.style.width = `${size.x}px`;
      this.canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      const pen = this.canvas.getContext("2d");
      pen.scale(ratio, ratio);
      pen.fillStyle = "rgba(40, 34, 28, .85)";
      const side = Math.min(4, Math.max(1.2, (map.getZoom() - 11) * 0.7));
      let drawn = 0;
      for (const place of places) {
        const at = map.latLngToContainerPoint(place);
        if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) continue;
        pen.fillRect(at.x - side / 2, at.y - side / 2, side, side);
        drawn += 1;
      }
      this.canvas.dataset.drawn = drawn;
    },
  });
  return new Dots();
}

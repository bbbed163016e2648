"""The columns of COBie 2.4 by sheet, as its template has them: what is neither read nor theirs is only counted."""

PROVENANCE = ("CreatedBy", "CreatedOn", "ExtSystem", "ExtObject", "ExtIdentifier")

COLUMNS: dict[str, tuple[str, ...]] = {
    "Facility": (
        *("Name", "CreatedBy", "CreatedOn", "Category", "ProjectName", "SiteName", "LinearUnits", "AreaUnits"),
        *("VolumeUnits", "CurrencyUnit", "AreaMeasurement", "ExternalSystem", "ExternalProjectObject"),
        *("ExternalProjectIdentifier", "ExternalSiteObject", "ExternalSiteIdentifier", "ExternalFacilityObject"),
        *("ExternalFacilityIdentifier", "Description", "ProjectDescription", "SiteDescription", "Phase"),
    ),
    "Floor": (*PROVENANCE, "Name", "Category", "Description", "Elevation", "Height"),
    "Space": (
        *(*PROVENANCE, "Name", "Category", "FloorName", "Description", "RoomTag", "UsableHeight", "GrossArea"),
        "NetArea",
    ),
    "Zone": (*PROVENANCE, "Name", "Category", "SpaceNames", "Description"),
    "Type": (
        *(*PROVENANCE, "Name", "Category", "Description", "AssetType", "Manufacturer", "ModelNumber"),
        *("WarrantyGuarantorParts", "WarrantyDurationParts", "WarrantyGuarantorLabor", "WarrantyDurationLabor"),
        *("WarrantyDurationUnit", "ReplacementCost", "ExpectedLife", "DurationUnit", "WarrantyDescription"),
        *("NominalLength", "NominalWidth", "NominalHeight", "ModelReference", "Shape", "Size", "Color", "Finish"),
        *("Grade", "Material", "Constituents", "Features", "AccessibilityPerformance", "CodePerformance"),
        "SustainabilityPerformance",
    ),
    "Component": (
        *(*PROVENANCE, "Name", "TypeName", "Space", "Description", "SerialNumber", "InstallationDate"),
        *("WarrantyStartDate", "TagNumber", "BarCode", "AssetIdentifier"),
    ),
    "System": (*PROVENANCE, "Name", "Category", "ComponentNames", "Description"),
    "Spare": (*PROVENANCE, "Name", "Category", "TypeName", "Suppliers", "Description", "SetNumber", "PartNumber"),
    "Resource": (*PROVENANCE, "Name", "Category", "Description"),
    "Job": (
        *(*PROVENANCE, "Name", "Category", "Status", "TypeName", "Description", "Duration", "DurationUnit", "Start"),
        *("TaskStartUnit", "Frequency", "FrequencyUnit", "TaskNumber", "Priors", "ResourceNames"),
    ),
}

# Columns whose absence loses something, beyond those without which a workbook is refused.
WANTED: dict[str, tuple[str, ...]] = {
    "Space": ("FloorName",),
    "Zone": ("SpaceNames",),
    "Type": ("Category",),
    "Component": ("Space",),
    "System": ("ComponentNames",),
    "Spare": ("TypeName",),
    "Resource": ("Category",),
    "Job": ("Category", "TypeName", "Duration", "DurationUnit", "Frequency", "FrequencyUnit", "ResourceNames"),
}

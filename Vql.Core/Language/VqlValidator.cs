using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// Validates queries against the catalogue: names, the kinds of values and the ranges of numbers. All faults are reported
/// together.
/// </summary>
internal sealed class VqlValidator(EntityFields entity, VqlRules rules, List<VqlFault> faults)
{
    private const int MaxPointInTimeIdLength = 4096;

    private readonly WhereValidator _where = new(entity, faults);

    public static void Validate(VqlQuery query, EntityFields entity, VqlRules rules, List<VqlFault> faults)
    {
        var validator = new VqlValidator(entity, rules, faults);
        validator._where.Check("$.where", query.Where);
        validator._where.CheckSize("$.where", [query.Where]);
        validator.CheckPaging(query);
        validator.CheckFacets(query.Facets);
        WhereValidator.ForEach("$.highlight", query.Highlight, validator.CheckHighlight);
        validator.CheckOrder(query);
        validator.CheckColumns("$.select_columns", query.SelectColumns, entity);
        if (query.Company.Populate)
        {
            validator.CheckColumns("$.company_config.select_columns", query.Company.SelectColumns, FieldCatalogue.Companies);
        }
    }

    private void AddFault(string path, string message, string code = VqlFaultCode.InvalidQuery) =>
        faults.Add(new VqlFault(path, message, code));

    private void CheckPaging(VqlQuery query)
    {
        if (query.Limit < 0)
        {
            AddFault("$.limit", $"must be between 1 and {rules.MaxLimit}");
        }
        else if (query.Limit > rules.MaxLimit)
        {
            AddFault("$.limit",
                $"must be between 1 and {rules.MaxLimit}: the requested page size surpasses the maximum allowed limit",
                VqlFaultCode.PageSizeExceeded);
        }

        if (query.Page < 0)
        {
            AddFault("$.page", $"must be between 1 and {rules.MaxPage}");
        }
        else if (query.Page > rules.MaxPage)
        {
            AddFault("$.page", $"must be between 1 and {rules.MaxPage}; use a cursor for further pages", VqlFaultCode.PageOutOfRange);
        }

        if (query.Page > 1 && query.Cursor.Count > 0)
        {
            AddFault("$.cursor", "cursor and page cannot be combined: send one of them");
        }

        if (query is { Page: > 1, PointInTime: not null })
        {
            AddFault("$.page", "page and point_in_time cannot be combined: use a cursor instead of page");
        }

        if (query.PointInTime?.Id is { } id && !IsPointInTimeId(id))
        {
            AddFault(
                $"$.cursor[{query.Cursor.Count}]",
                "is not a point in time: send the cursor of the response unchanged, or the cursor of its last row to start a new one");
        }
    }

    private static bool IsPointInTimeId(string id) =>
        id.Length is > 0 and <= MaxPointInTimeIdLength
        && id.All(character => char.IsAsciiLetterOrDigit(character) || "+/=-_".Contains(character, StringComparison.Ordinal));

    private void CheckFacets(IReadOnlyList<VqlFacet> facets)
    {
        if (facets.Count > VqlFacet.MaxFacets)
        {
            AddFault("$.facets", $"contains {facets.Count} facets; the maximum is {VqlFacet.MaxFacets}");
        }

        WhereValidator.ForEach("$.facets", facets, (path, facet) =>
        {
            if (_where.FindField(path, facet.Field) is { Kind: not FieldKind.Keyword } field)
            {
                AddFault(path, $"{field.Name} does not support facets; only keyword fields do");
            }

            if (facet.Size is < 1 or > VqlFacet.MaxSize)
            {
                AddFault($"{path}.size", $"must be between 1 and {VqlFacet.MaxSize}");
            }
        });
        if (facets.DistinctBy(facet => facet.Field).Count() < facets.Count)
        {
            AddFault("$.facets", "contains a field twice");
        }
    }

    private void CheckHighlight(string path, string name)
    {
        if (_where.FindField(path, name) is { Kind: not FieldKind.Text } field)
        {
            AddFault(path, $"{field.Name} does not support highlighting; only text fields do");
        }
    }

    private void CheckOrder(VqlQuery query)
    {
        var isValid = true;
        WhereValidator.ForEach("$.order_by", query.OrderBy, (path, member) => isValid &= IsValid(path, member));
        _where.CheckSize("$.order_by", [.. VqlOrder.ScoresOf(query.OrderBy)]);
        if (isValid && query.Cursor.Count > 0)
        {
            CheckCursor(query.Cursor, VqlOrder.Total(query.OrderBy));
        }
    }

    private bool IsValid(string path, VqlOrder member)
    {
        CheckScores($"{path}.scores", member);
        if (member.IsRelevance)
        {
            return true;
        }

        var field = _where.FindField($"{path}.order_by", member.Field);
        if (field is { IsSortable: false })
        {
            AddFault($"{path}.order_by", $"{field.Name} is a text field, and text fields do not support sorting");
        }

        return field is { IsSortable: true };
    }

    private void CheckScores(string path, VqlOrder member)
    {
        if (member.IsRelevance != member.Scores.Count > 0)
        {
            AddFault(path, member.IsRelevance
                ? $"is missing: the order by {Field.RelevanceName} requires scores"
                : $"applies to the order by {Field.RelevanceName} only: remove it");
        }

        if (VqlScore.FaultOf(member.Scores) is { } fault)
        {
            AddFault(path, fault);
        }

        WhereValidator.ForEach(path, member.Scores, (scorePath, score) =>
        {
            if (score.Tiers.Count is 0 or > VqlScore.MaxTiers)
            {
                AddFault(scorePath, $"must contain 1 to {VqlScore.MaxTiers} tiers");
            }

            WhereValidator.ForEach(scorePath, score.Tiers, CheckTier);
            if (score.Tiers.Zip(score.Tiers.Skip(1)).Any(pair => pair.First.Weight < pair.Second.Weight))
            {
                AddFault(scorePath, "contains a tier with a greater weight than the tier before it: sort the tiers by weight");
            }
        });
    }

    private void CheckTier(string path, ScoreTier tier)
    {
        if (tier.Weight is < 1 or > ScoreTier.MaxWeight)
        {
            AddFault($"{path}.weight", $"must be between 1 and {ScoreTier.MaxWeight}");
        }

        _where.Check($"{path}.where", tier.Where);
    }

    private void CheckCursor(IReadOnlyList<string?> cursor, IReadOnlyList<VqlOrder> order)
    {
        if (cursor.Count != order.Count)
        {
            AddFault(
                "$.cursor",
                $"has {cursor.Count} values, but the order has {order.Count}: send the cursor of the last row unchanged, "
                + "with the same order_by");
            return;
        }

        for (var index = 0; index < cursor.Count; index++)
        {
            _where.CheckCharacters($"$.cursor[{index}]", cursor[index] ?? "");
            var field = entity[order[index].Field];
            if (field.Kind is FieldKind.Number or FieldKind.Date && !VqlOrder.IsSortValue(field, cursor[index]))
            {
                AddFault($"$.cursor[{index}]", $"\"{cursor[index]}\" is not a cursor value of {field.Name}");
            }
        }
    }

    private void CheckColumns(string path, IReadOnlyList<string> names, EntityFields owner)
    {
        for (var index = 0; index < names.Count; index++)
        {
            if (!owner.TryGetColumn(names[index], out _))
            {
                var near = Spelling.Nearest(names[index], owner.Columns.Select(column => column.Name));
                AddFault($"{path}[{index}]", $"unknown column \"{names[index]}\"{(near is null ? "" : $": did you mean \"{near}\"?")}");
            }
        }
    }
}

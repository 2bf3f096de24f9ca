using System.Globalization;
using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// Checks a query against the catalogue: every name known, every value of its field's kind, every
/// number in its bounds. Reports everything at once.
/// </summary>
internal sealed class VqlValidator(EntityFields entity, VqlRules rules, List<VqlFault> faults)
{
    private const int MostPointId = 4096;

    public static void Validate(VqlQuery query, EntityFields entity, VqlRules rules, List<VqlFault> faults)
    {
        var validator = new VqlValidator(entity, rules, faults);
        validator.CheckWhere("$.where", query.Where);
        var clauses = query.Where.Nested().Sum(where => where.ClauseCount);
        if (clauses > VqlReader.MaxClauses)
        {
            validator.Fault("$.where", $"holds {clauses} clauses; at most {VqlReader.MaxClauses} are allowed");
        }

        var letters = query.Where.Nested().Sum(where => where.TextLength);
        if (letters > VqlReader.MaxTextLength)
        {
            validator.Fault("$.where", $"holds texts of {letters} letters; at most {VqlReader.MaxTextLength} are allowed");
        }

        validator.CheckPaging(query);
        validator.CheckFacets(query.Facets);
        Each("$.highlight", query.Highlight, validator.CheckHighlight);
        validator.CheckOrder(query);
        validator.CheckColumns("$.select_columns", query.SelectColumns, entity);
        if (query.Company.Populate)
        {
            validator.CheckColumns("$.company_config.select_columns", query.Company.SelectColumns, FieldCatalogue.Companies);
        }
    }

    private void Fault(string path, string message, string code = VqlFaultCode.InvalidQuery) =>
        faults.Add(new VqlFault(path, message, code));

    private void CheckWhere(string path, VqlWhere where)
    {
        Each($"{path}.text_matches", where.TextMatches, (index, match) => $"[{index}]", CheckText);
        Each($"{path}.keyword_match", where.KeywordMatch, (_, match) => $".{match.Field}", CheckKeyword);
        Each($"{path}.range_query", where.RangeQuery, (_, match) => $".{match.Field}", CheckRange);
        Each($"{path}.exists", where.Exists, (place, name) => Known(place, name));
        Each($"{path}.missing", where.Missing, (place, name) => Known(place, name));
        Each($"{path}.any_of", where.AnyOf, CheckWhere);
        Each($"{path}.all_of", where.AllOf, CheckWhere);
        Each($"{path}.none_of", where.NoneOf, CheckWhere);
    }

    private static void Each<T>(string path, IReadOnlyList<T> items, Action<string, T> check)
    {
        for (var index = 0; index < items.Count; index++)
        {
            check($"{path}[{index}]", items[index]);
        }
    }

    private static void Each<T>(string path, Clauses<T> clauses, Func<int, T, string> place, Action<string, T> check)
    {
        foreach (var (side, list) in new[] { ("must", clauses.Must), ("must_not", clauses.MustNot) })
        {
            for (var index = 0; index < list.Count; index++)
            {
                check($"{path}.{side}{place(index, list[index])}", list[index]);
            }
        }
    }

    private Field? Known(string path, string name)
    {
        if (entity.TryGetField(name, out var field))
        {
            return field;
        }

        var near = Spelling.Nearest(name, entity.Fields.Select(candidate => candidate.Name));
        Fault(path, $"unknown field \"{name}\"{(near is null ? "" : $": did you mean \"{near}\"?")}");
        return null;
    }

    private void CheckText(string path, TextMatch match)
    {
        if (match.Slop < 0)
        {
            Fault($"{path}.slop", "must not be negative");
        }

        if (match is { Type: SearchType.Wildcard, Text.Length: 0 })
        {
            Fault($"{path}.text_value", "is an empty pattern, which matches nothing: write * for any value");
        }

        CheckCharacters($"{path}.text_value", match.Text);
        if (Known($"{path}.filter_key", match.Field) is { Kind: FieldKind.Number or FieldKind.Date } field)
        {
            if (match.Type is SearchType.Prefix or SearchType.Wildcard)
            {
                Fault($"{path}.search_type", $"{field.Name} is a {(field.Kind == FieldKind.Date ? "date" : "number")}; only text and keyword fields can be matched in part");
                return;
            }

            if (match.Fuzzy && match.Type == SearchType.Shuffle)
            {
                Fault($"{path}.fuzzy", $"{field.Name} is not a text; only text and keyword fields can be matched fuzzily");
            }

            if (match.Type != SearchType.Substring)
            {
                CheckValue($"{path}.text_value", field, VqlValue.Of(match.Text));
            }
        }
    }

    private void CheckKeyword(string path, KeywordMatch match)
    {
        if (Known(path, match.Field) is { } field)
        {
            foreach (var value in match.Values)
            {
                CheckValue(path, field, value);
            }
        }

        if (match.Values.Count > VqlReader.MaxValues)
        {
            Fault(path, $"holds {match.Values.Count} values; at most {VqlReader.MaxValues} are allowed");
        }
    }

    private void CheckRange(string path, RangeMatch match)
    {
        if (Known(path, match.Field) is not { } field)
        {
            return;
        }

        foreach (var bound in match.Bounds)
        {
            CheckValue($"{path}.{VqlNames.Of(bound.Operator)}", field, bound.Value);
        }
    }

    private void CheckValue(string path, Field field, VqlValue value)
    {
        CheckCharacters(path, value.Text);
        if (field.Kind == FieldKind.Number && !VqlNumber.TryParse(value.Text, out _))
        {
            Fault(path, $"\"{value.Text}\" is not a number, and {field.Name} is one");
        }
        else if (field.Kind == FieldKind.Date && !DateExpression.TryParse(value.Text, false, DateTimeOffset.UnixEpoch, out _))
        {
            Fault(path, $"\"{value.Text}\" is not a date: write 2024-02-10, 2024-02-10T12:00:00Z, milliseconds since 1970, or date math like now-7d/d");
        }
    }

    // PostgreSQL has no such text, so a search for it could not fall back.
    private void CheckCharacters(string path, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            Fault(path, "holds the character U+0000, which no row has: leave it out");
        }
    }

    private void CheckPaging(VqlQuery query)
    {
        if (query.Limit < 0)
        {
            Fault("$.limit", $"must be 1 to {rules.MaxLimit}");
        }
        else if (query.Limit > rules.MaxLimit)
        {
            Fault("$.limit",
                $"must be 1 to {rules.MaxLimit}: the requested page size surpasses the maximum allowed limit",
                VqlFaultCode.PageSizeExceeded);
        }

        if (query.Page < 0)
        {
            Fault("$.page", $"must be 1 to {rules.MaxPage}");
        }
        else if (query.Page > rules.MaxPage)
        {
            Fault("$.page", $"must be 1 to {rules.MaxPage}; go deeper with a cursor", VqlFaultCode.PageOutOfRange);
        }

        if (query.Page > 1 && query.Cursor.Count > 0)
        {
            Fault("$.cursor", "cursor and page exclude each other: send one of them");
        }

        if (query is { Page: > 1, PointInTime: not null })
        {
            Fault("$.page", "pages of a point in time are asked for by cursor: leave page out");
        }

        if (query.PointInTime?.Id is { } id && !(id.Length is > 0 and <= MostPointId && id.All(character => char.IsAsciiLetterOrDigit(character) || "+/=-_".Contains(character, StringComparison.Ordinal))))
        {
            Fault($"$.cursor[{query.Cursor.Count}]", "is no point in time: send the cursor of the answer as it came, or of its last row to begin a new one there");
        }
    }

    private void CheckFacets(IReadOnlyList<VqlFacet> facets)
    {
        if (facets.Count > VqlFacet.MaxFacets)
        {
            Fault("$.facets", $"holds {facets.Count} facets; at most {VqlFacet.MaxFacets} are allowed");
        }

        Each("$.facets", facets, (path, facet) =>
        {
            if (Known(path, facet.Field) is { Kind: not FieldKind.Keyword } field)
            {
                Fault(path, $"{field.Name} has no values to count; facets need a keyword field");
            }

            if (facet.Size is < 1 or > VqlFacet.MaxSize)
            {
                Fault($"{path}.size", $"must be 1 to {VqlFacet.MaxSize}");
            }
        });
        if (facets.DistinctBy(facet => facet.Field).Count() < facets.Count)
        {
            Fault("$.facets", "names a field twice");
        }
    }

    private void CheckHighlight(string path, string name)
    {
        if (Known(path, name) is { Kind: not FieldKind.Text } field)
        {
            Fault(path, $"{field.Name} has no words to mark; only text fields have");
        }
    }

    private void CheckOrder(VqlQuery query)
    {
        var sound = true;
        for (var index = 0; index < query.OrderBy.Count; index++)
        {
            var path = $"$.order_by[{index}].order_by";
            var field = Known(path, query.OrderBy[index].Field);
            if (field is { IsSortable: false })
            {
                Fault(path, $"{field.Name} is a text, and texts cannot be sorted on");
            }

            sound &= field is { IsSortable: true };
        }

        if (sound && query.Cursor.Count > 0)
        {
            CheckCursor(query.Cursor, VqlOrder.Total(query.OrderBy));
        }
    }

    private void CheckCursor(IReadOnlyList<string?> cursor, IReadOnlyList<VqlOrder> order)
    {
        if (cursor.Count != order.Count)
        {
            Fault("$.cursor", $"has {cursor.Count} values where the order has {order.Count}: send the cursor of the last row as it came, with the same order_by");
            return;
        }

        for (var index = 0; index < cursor.Count; index++)
        {
            CheckCharacters($"$.cursor[{index}]", cursor[index] ?? "");
            var number = entity[order[index].Field].Kind is FieldKind.Number or FieldKind.Date;
            if (number && cursor[index] is { } value && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                Fault($"$.cursor[{index}]", $"\"{value}\" is no place in an order by {order[index].Field}");
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
                Fault($"{path}[{index}]", $"unknown column \"{names[index]}\"{(near is null ? "" : $": did you mean \"{near}\"?")}");
            }
        }
    }
}

using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// Validates queries against the catalogue: names, the kinds of values and the ranges of numbers. All faults are reported
/// together.
/// </summary>
internal sealed class VqlValidator(EntityFields entity, VqlRules rules, List<VqlFault> faults)
{
    private const int MaxPointInTimeIdLength = 4096;

    public static void Validate(VqlQuery query, EntityFields entity, VqlRules rules, List<VqlFault> faults)
    {
        var validator = new VqlValidator(entity, rules, faults);
        validator.CheckWhere("$.where", query.Where);
        var clauses = query.Where.Nested().Sum(where => where.ClauseCount);
        if (clauses > VqlReader.MaxClauses)
        {
            validator.AddFault("$.where", $"contains {clauses} clauses; the maximum is {VqlReader.MaxClauses}");
        }

        var length = query.Where.Nested().Sum(where => where.TextLength);
        if (length > VqlReader.MaxTextLength)
        {
            validator.AddFault("$.where", $"contains texts of {length} characters; the maximum is {VqlReader.MaxTextLength}");
        }

        validator.CheckPaging(query);
        validator.CheckFacets(query.Facets);
        ForEach("$.highlight", query.Highlight, validator.CheckHighlight);
        validator.CheckOrder(query);
        validator.CheckColumns("$.select_columns", query.SelectColumns, entity);
        if (query.Company.Populate)
        {
            validator.CheckColumns("$.company_config.select_columns", query.Company.SelectColumns, FieldCatalogue.Companies);
        }
    }

    private void AddFault(string path, string message, string code = VqlFaultCode.InvalidQuery) =>
        faults.Add(new VqlFault(path, message, code));

    private void CheckWhere(string path, VqlWhere where)
    {
        ForEach($"{path}.text_matches", where.TextMatches, (index, match) => $"[{index}]", CheckText);
        ForEach($"{path}.keyword_match", where.KeywordMatch, (_, match) => $".{match.Field}", CheckKeyword);
        ForEach($"{path}.range_query", where.RangeQuery, (_, match) => $".{match.Field}", CheckRange);
        ForEach($"{path}.exists", where.Exists, (fieldPath, name) => FindField(fieldPath, name));
        ForEach($"{path}.missing", where.Missing, (fieldPath, name) => FindField(fieldPath, name));
        ForEach($"{path}.any_of", where.AnyOf, CheckWhere);
        ForEach($"{path}.all_of", where.AllOf, CheckWhere);
        ForEach($"{path}.none_of", where.NoneOf, CheckWhere);
    }

    private static void ForEach<T>(string path, IReadOnlyList<T> items, Action<string, T> check)
    {
        for (var index = 0; index < items.Count; index++)
        {
            check($"{path}[{index}]", items[index]);
        }
    }

    private static void ForEach<T>(string path, Clauses<T> clauses, Func<int, T, string> pathOf, Action<string, T> check)
    {
        foreach (var (side, list) in new[] { ("must", clauses.Must), ("must_not", clauses.MustNot) })
        {
            for (var index = 0; index < list.Count; index++)
            {
                check($"{path}.{side}{pathOf(index, list[index])}", list[index]);
            }
        }
    }

    private Field? FindField(string path, string name)
    {
        if (entity.TryGetField(name, out var field))
        {
            return field;
        }

        var near = Spelling.Nearest(name, entity.Fields.Select(candidate => candidate.Name));
        AddFault(path, $"unknown field \"{name}\"{(near is null ? "" : $": did you mean \"{near}\"?")}");
        return null;
    }

    private void CheckText(string path, TextMatch match)
    {
        if (match.Slop < 0)
        {
            AddFault($"{path}.slop", "must not be negative");
        }

        if (match is { Type: SearchType.Wildcard, Text.Length: 0 })
        {
            AddFault($"{path}.text_value", "is an empty pattern, which matches nothing: use * for any value");
        }

        CheckCharacters($"{path}.text_value", match.Text);
        var field = FindField($"{path}.filter_key", match.Field);
        if (match.Type == SearchType.Contains && field?.Kind == FieldKind.Text && !ContainedText.HasWords(match.Text))
        {
            AddFault($"{path}.text_value", "has no letters or digits: no word can contain it");
        }

        if (field is { Kind: FieldKind.Number or FieldKind.Date })
        {
            if (VqlNames.IsExtension(match.Type))
            {
                AddFault($"{path}.search_type", $"{field.Name} does not support partial matches; only text and keyword fields do");
                return;
            }

            if (match.Fuzzy && match.Type == SearchType.Shuffle)
            {
                AddFault($"{path}.fuzzy", $"{field.Name} does not support fuzzy matching; only text and keyword fields do");
            }

            if (match.Type != SearchType.Substring)
            {
                CheckValue($"{path}.text_value", field, VqlValue.Of(match.Text));
            }
        }
    }

    private void CheckKeyword(string path, KeywordMatch match)
    {
        if (FindField(path, match.Field) is { } field)
        {
            foreach (var value in match.Values)
            {
                CheckValue(path, field, value);
            }
        }

        if (match.Values.Count > VqlReader.MaxValues)
        {
            AddFault(path, $"contains {match.Values.Count} values; the maximum is {VqlReader.MaxValues}");
        }
    }

    private void CheckRange(string path, RangeMatch match)
    {
        if (FindField(path, match.Field) is not { } field)
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
            AddFault(path, $"\"{value.Text}\" is not a number, but {field.Name} is a number field");
        }
        else if (field.Kind == FieldKind.Date && !DateExpression.TryParse(value.Text, false, DateTimeOffset.UnixEpoch, out _))
        {
            AddFault(
                path,
                $"\"{value.Text}\" is not a date: use 2024-02-10, 2024-02-10T12:00:00Z, the milliseconds since 1970, "
                + "or date math such as now-7d/d");
        }
    }

    // PostgreSQL does not support this character, so a search for it could not fall back.
    private void CheckCharacters(string path, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            AddFault(path, "contains the character U+0000, which no row contains: remove it");
        }
    }

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

        ForEach("$.facets", facets, (path, facet) =>
        {
            if (FindField(path, facet.Field) is { Kind: not FieldKind.Keyword } field)
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
        if (FindField(path, name) is { Kind: not FieldKind.Text } field)
        {
            AddFault(path, $"{field.Name} does not support highlighting; only text fields do");
        }
    }

    private void CheckOrder(VqlQuery query)
    {
        var isValid = true;
        for (var index = 0; index < query.OrderBy.Count; index++)
        {
            var path = $"$.order_by[{index}].order_by";
            var field = FindField(path, query.OrderBy[index].Field);
            if (field is { IsSortable: false })
            {
                AddFault(path, $"{field.Name} is a text field, and text fields do not support sorting");
            }

            isValid &= field is { IsSortable: true };
        }

        if (isValid && query.Cursor.Count > 0)
        {
            CheckCursor(query.Cursor, VqlOrder.Total(query.OrderBy));
        }
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
            CheckCharacters($"$.cursor[{index}]", cursor[index] ?? "");
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

using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>Validates conditions against the catalogue: names, the kinds of values and the number of clauses.</summary>
internal sealed class WhereValidator(EntityFields entity, List<VqlFault> faults)
{
    /// <summary>Checks conditions and their groups.</summary>
    public void Check(string path, VqlWhere where)
    {
        ForEach($"{path}.text_matches", where.TextMatches, (index, match) => $"[{index}]", CheckText);
        ForEach($"{path}.keyword_match", where.KeywordMatch, (_, match) => $".{match.Field}", CheckKeyword);
        ForEach($"{path}.range_query", where.RangeQuery, (_, match) => $".{match.Field}", CheckRange);
        ForEach($"{path}.exists", where.Exists, (fieldPath, name) => FindField(fieldPath, name));
        ForEach($"{path}.missing", where.Missing, (fieldPath, name) => FindField(fieldPath, name));
        ForEach($"{path}.any_of", where.AnyOf, Check);
        ForEach($"{path}.all_of", where.AllOf, Check);
        ForEach($"{path}.none_of", where.NoneOf, Check);
    }

    /// <summary>Checks that conditions are not too many or too long.</summary>
    public void CheckSize(string path, IReadOnlyList<VqlWhere> conditions)
    {
        var groups = conditions.SelectMany(where => where.Nested()).ToList();
        var clauses = groups.Sum(where => where.ClauseCount);
        if (clauses > VqlReader.MaxClauses)
        {
            AddFault(path, $"contains {clauses} clauses; the maximum is {VqlReader.MaxClauses}");
        }

        var length = groups.Sum(where => where.TextLength);
        if (length > VqlReader.MaxTextLength)
        {
            AddFault(path, $"contains texts of {length} characters; the maximum is {VqlReader.MaxTextLength}");
        }
    }

    /// <summary>Checks each item with its path.</summary>
    public static void ForEach<T>(string path, IReadOnlyList<T> items, Action<string, T> check)
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

    /// <summary>Returns a field. If it does not exist, a fault is added.</summary>
    public Field? FindField(string path, string name)
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
        if (field.Kind == FieldKind.Number)
        {
            CheckNumber(path, field, value);
        }
        else if (field.Kind == FieldKind.Date && !DateExpression.TryParse(value.Text, false, DateTimeOffset.UnixEpoch, out _))
        {
            AddFault(
                path,
                $"\"{value.Text}\" is not a date: use 2024-02-10, 2024-02-10T12:00:00Z, the milliseconds since 1970, "
                + "or date math such as now-7d/d");
        }
    }

    // Elasticsearch rejects numbers outside the range of long fields.
    private void CheckNumber(string path, Field field, VqlValue value)
    {
        if (!VqlNumber.TryParse(value.Text, out var number))
        {
            AddFault(path, $"\"{value.Text}\" is not a number, but {field.Name} is a number field");
        }
        else if (number is < long.MinValue or > long.MaxValue)
        {
            AddFault(path, $"\"{value.Text}\" is out of range: {field.Name} contains numbers from {long.MinValue} to {long.MaxValue}");
        }
    }

    /// <summary>Checks that PostgreSQL supports the characters. Otherwise, a search for the text could not fall back.</summary>
    public void CheckCharacters(string path, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            AddFault(path, "contains the character U+0000, which no row contains: remove it");
        }
    }

    private void AddFault(string path, string message) => faults.Add(new VqlFault(path, message));
}

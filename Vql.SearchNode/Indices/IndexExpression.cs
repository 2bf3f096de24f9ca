using System.IO.Enumeration;

namespace Vql.SearchNode.Indices;

/// <summary>How an expression with the names of indices is resolved.</summary>
/// <param name="IgnoresMissing">Whether names of absent indices are skipped.</param>
/// <param name="AllowsNone">Whether an expression may stand for no index.</param>
/// <param name="ExpandsWildcards">Whether wildcards stand for open indices.</param>
/// <param name="ExpandsToClosed">Whether wildcards stand for closed indices.</param>
internal readonly record struct ExpressionOptions(
    bool IgnoresMissing, bool AllowsNone = true, bool ExpandsWildcards = true, bool ExpandsToClosed = false);

/// <summary>An expression with names of indices and aliases, which may have wildcards and exclusions.</summary>
internal static class IndexExpression
{
    /// <summary>Whether an expression may stand for other names than itself.</summary>
    public static bool IsPattern(string expression) =>
        expression is "" or "_all" || expression.AsSpan().IndexOfAny('*', ',') >= 0;

    /// <summary>Returns the names of the indices and aliases that an expression stands for.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="known">The names of all indices and aliases.</param>
    /// <param name="options">The options.</param>
    /// <param name="expand">Returns what a name that a wildcard matches stands for.</param>
    /// <param name="isClosed">Whether an index is closed.</param>
    /// <exception cref="NodeException">A name is absent or invalid.</exception>
    public static List<string> Resolve(
        string expression, IReadOnlyCollection<string> known, ExpressionOptions options, Func<string, IEnumerable<string>> expand,
        Func<string, bool> isClosed)
    {
        var resolved = new List<string>();
        var hasWildcard = false;
        foreach (var part in expression is "" or "_all" ? ["*"] : expression.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var excludes = part[0] == '-' && hasWildcard;
            var name = excludes ? part[1..] : part;
            var isWildcard = name.Contains('*', StringComparison.Ordinal) || name == "_all";
            hasWildcard |= isWildcard;
            if (!isWildcard)
            {
                Check(name, known, options);
            }

            var matches = !isWildcard ? known.Contains(name) ? [name] : []
                : known.Where(candidate => Matches(name, candidate)).SelectMany(expand).Distinct()
                    .Where(match => isClosed(match) ? options.ExpandsToClosed : options.ExpandsWildcards)
                    .Order(StringComparer.Ordinal).ToList();
            if (excludes)
            {
                resolved.RemoveAll(matches.Contains);
                continue;
            }

            if (isWildcard && matches.Count == 0 && !options.AllowsNone)
            {
                throw NodeException.NoSuchIndex(name);
            }

            resolved.AddRange(matches.Where(match => !resolved.Contains(match)));
        }

        return resolved.Count > 0 || options.AllowsNone
            ? resolved
            : throw NodeException.NoSuchIndex(expression.Length == 0 ? "_all" : expression);
    }

    /// <summary>Whether a pattern matches a name.</summary>
    public static bool Matches(string pattern, string name) =>
        pattern == "_all" || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static void Check(string name, IReadOnlyCollection<string> known, ExpressionOptions options)
    {
        if (name[0] == '_')
        {
            throw new NodeException(400, "invalid_index_name_exception", $"Invalid index name [{name}], must not start with '_'.");
        }

        if (!known.Contains(name) && !options.IgnoresMissing)
        {
            throw NodeException.NoSuchIndex(name);
        }
    }
}

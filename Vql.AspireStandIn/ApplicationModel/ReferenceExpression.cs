using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with values in it that are known once the application runs.</summary>
public sealed class ReferenceExpression : IManifestExpressionProvider, IValueProvider
{
    // Literals and value providers, in their order.
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    /// <inheritdoc/>
    public string ValueExpression => string.Concat(_parts.Select(part => part as string ?? ((IManifestExpressionProvider)part).ValueExpression));

    /// <summary>Makes one of an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part as string ?? await ((IValueProvider)part).GetValueAsync(cancellationToken));
        }

        return text.ToString();
    }

    /// <summary>Collects the parts.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler
    {
        /// <param name="literalLength">Given by the compiler.</param>
        /// <param name="formattedCount">Given by the compiler.</param>
        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) =>
            Parts = new List<object>((formattedCount * 2) + Math.Sign(literalLength));

        internal List<object> Parts { get; }

        /// <summary>Text.</summary>
        public void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>Text that is known already.</summary>
        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>A value.</summary>
        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        /// <summary>A resource's value.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider.Resource);
    }
}

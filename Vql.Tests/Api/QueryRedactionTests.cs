using System.Text;
using CsCheck;
using Vql.Api.Monitoring;
using Vql.Core.Fields;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Tests of the queries without their values, which are recorded.</summary>
public sealed class QueryRedactionTests
{
    // The search for a text in recorded queries depends on it.
    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public void Shape_OfAnyQuery_IsAsciiInLowercase(Entity entity) =>
        RandomQuery.Of(FieldCatalogue.For(entity), RecordedRows.Searched).Sample(
            query =>
            {
                var shape = QueryRedaction.ShapeOf(query);
                Assert.True(Ascii.IsValid(shape), shape);
                Assert.Equal(shape.ToLowerInvariant(), shape);
            },
            iter: 500);
}
